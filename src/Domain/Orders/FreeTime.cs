namespace Concierge.Domain.Orders;

/// <summary>A range of whole milliseconds at which an order would be accepted. Includes both ends, which may be equal.</summary>
public readonly record struct FreeTime(DateTimeOffset From, DateTimeOffset To);
