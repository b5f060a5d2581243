using Concierge.Domain.Common;

namespace Concierge.Domain.Orders;

/// <summary>Loads and stores orders for commands.</summary>
public interface IOrderRepository
{
    /// <summary>Returns the order, or null if it does not exist.</summary>
    Task<Order?> FindAsync(OrderId id, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a new order immediately and atomically, if its time is free. Of concurrent orders for the same time, exactly one succeeds.
    /// Fails with <see cref="OrderErrors.Conflict"/> (without details), <see cref="OrderErrors.Exists"/> or
    /// <see cref="OrderErrors.WindowChanged"/>.
    /// </summary>
    Task<Result> BookAsync(Order order, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the changes of an order that was loaded with <paramref name="fromVersion"/>, under the conditions of <see cref="BookAsync"/>.
    /// An order that still has this version is not written.
    /// </summary>
    Task<Result> MoveAsync(Order order, int fromVersion, CancellationToken cancellationToken);

    /// <summary>Deletes an order on save, which frees its time.</summary>
    void Remove(Order order);
}
