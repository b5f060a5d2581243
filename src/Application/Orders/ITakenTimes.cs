using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>Reads the times that orders occupy.</summary>
public interface ITakenTimes
{
    /// <summary>
    /// Lists the orders that decide whether a time in a range is free: those with one of the scope keys whose time is in the range or less
    /// than a window outside it. An order with several of the keys is listed several times.
    /// </summary>
    /// <param name="scopeKeys">See <see cref="OrderWindow.ScopeKeys"/>.</param>
    /// <param name="from">Start of the range, included; whole milliseconds.</param>
    /// <param name="to">End of the range, included; whole milliseconds.</param>
    /// <param name="except">An order to ignore, because an order does not conflict with itself; null for none.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<TakenTime>> ListTakenAsync(
        IReadOnlyList<string> scopeKeys, DateTimeOffset from, DateTimeOffset to, OrderId? except, CancellationToken cancellationToken);

    /// <summary>Gets the services of those of the orders that exist.</summary>
    Task<IReadOnlyDictionary<OrderId, IReadOnlyList<ServiceId>>> GetServicesAsync(
        IReadOnlyList<OrderId> ids, CancellationToken cancellationToken);
}
