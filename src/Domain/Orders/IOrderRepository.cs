using Concierge.Domain.Common;

namespace Concierge.Domain.Orders;

/// <summary>The orders, for changing them.</summary>
public interface IOrderRepository
{
    /// <summary>The order, or null.</summary>
    Task<Order?> FindAsync(OrderId id, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a new order, or what has changed of one that was found, at once and in one step, if its time is free; of many who want one time at one
    /// instant, exactly one gets it. Refuses what only the stored state can tell: <see cref="OrderErrors.Conflict"/>, without details,
    /// <see cref="OrderErrors.Exists"/> and <see cref="OrderErrors.WindowChanged"/>.
    /// </summary>
    Task<Result> BookAsync(Order order, CancellationToken cancellationToken);

    /// <summary>Deletes an order on save; its time is free again.</summary>
    void Remove(Order order);
}
