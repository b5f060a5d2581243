using Concierge.Domain.Orders;

namespace Concierge.Application.Orders;

/// <summary>A time that an order occupies.</summary>
public readonly record struct TakenTime(OrderId OrderId, DateTimeOffset Datetime);
