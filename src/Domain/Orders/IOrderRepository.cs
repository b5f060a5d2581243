using Concierge.Domain.Common;
using Concierge.Domain.Services;

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
    /// </summary>
    Task<Result> MoveAsync(Order order, int fromVersion, CancellationToken cancellationToken);

    /// <summary>
    /// Checks whether <see cref="BookAsync"/> or <see cref="MoveAsync"/> would succeed now. Stores nothing and locks nothing.
    /// </summary>
    /// <param name="order">The order, new or changed.</param>
    /// <param name="isNew">Whether the order is new.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<Result> CheckAsync(Order order, bool isNew, CancellationToken cancellationToken);

    /// <summary>Deletes an order on save, which frees its time.</summary>
    void Remove(Order order);

    /// <summary>
    /// Loads the orders of a batch, without those that do not exist, and frees their time until the transaction ends. Takes all locks of
    /// the batch first, so that concurrent batches wait for each other.
    /// </summary>
    /// <param name="ids">The orders that the batch changes or deletes.</param>
    /// <param name="services">All services that the batch books.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<IReadOnlyList<Order>> BeginBatchAsync(
        IReadOnlyCollection<OrderId> ids, IReadOnlyCollection<ServiceId> services, CancellationToken cancellationToken);
}
