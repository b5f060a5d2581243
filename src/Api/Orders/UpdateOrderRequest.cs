using Concierge.Api.Json;
using Concierge.Application.Orders;

namespace Concierge.Api.Orders;

/// <summary>The new content of an order.</summary>
[Replaces(typeof(OrderDto))]
public sealed record UpdateOrderRequest : OrderRequest<UpdatedServiceRequest>;
