using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>Reads the times that orders occupy.</summary>
public interface ITakenTimes
{
    /// <summary>
    /// Lists the orders that conflict with a time: those with one of the services, or all with <see cref="WindowScope.All"/>, that are less
    /// than a window away. An order with several of the services is listed once.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="at">The time; whole milliseconds.</param>
    /// <param name="except">An order to ignore, because an order does not conflict with itself.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<TakenTime>> ListConflictsAsync(
        IReadOnlyList<ServiceId> services, DateTimeOffset at, OrderId except, CancellationToken cancellationToken);

    /// <summary>
    /// Lists times of the orders with one of the services, or of all orders with <see cref="WindowScope.All"/>. A time that several orders
    /// share is listed several times.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="from">Start of the range, included.</param>
    /// <param name="to">End of the range, included. If it is before <paramref name="from"/>, the list is in descending order.</param>
    /// <param name="except">An order to ignore; null for none.</param>
    /// <param name="count">Maximum number of times: those nearest to <paramref name="from"/>.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<DateTimeOffset>> ListAsync(
        IReadOnlyList<ServiceId> services, DateTimeOffset from, DateTimeOffset to, OrderId? except, int count,
        CancellationToken cancellationToken);

    /// <summary>Gets the services of those of the orders that exist.</summary>
    Task<IReadOnlyDictionary<OrderId, IReadOnlyList<ServiceId>>> GetServicesAsync(
        IReadOnlyList<OrderId> ids, CancellationToken cancellationToken);
}
