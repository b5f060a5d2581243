using Concierge.Application.Orders;

namespace Concierge.Api.Orders;

/// <summary>Result of one operation.</summary>
/// <param name="Order">The order as it is now; null if it was deleted.</param>
/// <param name="Etag">Entity tag of the order; null if it was deleted.</param>
public sealed record OrderOperationResult(OrderDto? Order, string? Etag)
{
    internal static OrderOperationResult Of(OrderDto? order) => new(order, order is null ? null : OrderEntityTag.Of(order));
}
