using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>The times that orders hold, as the window sees them.</summary>
public interface ITakenTimes
{
    /// <summary>
    /// The orders that decide whether a time from <paramref name="from"/> to <paramref name="to"/>, both included, is free: those with one of the scope keys
    /// that lie between the two, or less than a window outside. An order with several of the keys comes several times.
    /// <paramref name="except"/> names one that does not count, as nothing stands in its own way. Both times are whole milliseconds.
    /// </summary>
    Task<IReadOnlyList<TakenTime>> ListTakenAsync(
        IReadOnlyList<string> scopeKeys, DateTimeOffset from, DateTimeOffset to, OrderId? except, CancellationToken cancellationToken);

    /// <summary>The services of each of these orders that there is.</summary>
    Task<IReadOnlyDictionary<OrderId, IReadOnlyList<ServiceId>>> GetServicesAsync(IReadOnlyList<OrderId> ids, CancellationToken cancellationToken);
}

/// <summary>A time that an order has taken.</summary>
public readonly record struct TakenTime(OrderId OrderId, DateTimeOffset Datetime);
