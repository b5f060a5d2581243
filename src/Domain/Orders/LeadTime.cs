using Concierge.Domain.Common;

namespace Concierge.Domain.Orders;

/// <summary>Minimum time between the booking of an order and the time of the order.</summary>
/// <param name="Length">The minimum; zero refuses times that are past; null allows every time.</param>
public sealed record LeadTime(TimeSpan? Length)
{
    /// <summary>Returns the earliest time, in whole milliseconds, at which an order may be booked at <paramref name="now"/>.</summary>
    public DateTimeOffset EarliestAt(DateTimeOffset now) =>
        Length is { } length ? now.CutToMilliseconds().ShiftWithinTime(length) : DateTimeOffset.MinValue;
}
