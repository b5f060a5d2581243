namespace Concierge.Api.Orders;

/// <summary>The new content of an order.</summary>
public sealed record UpdateOrderRequest : OrderRequest;
