using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Application.Orders;

namespace Concierge.Api.Orders;

/// <summary>An order of a batch.</summary>
[Replaces(typeof(OrderDto))]
public sealed record BatchedOrderRequest : OrderRequest<UpdatedServiceRequest>
{
    /// <summary>Id of the order; generated if a new order has none. A whole number is stored as its digits.</summary>
    [CallerId]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? Id { get; init; }
}
