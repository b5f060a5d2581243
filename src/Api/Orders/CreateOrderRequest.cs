using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Orders;

/// <summary>A new order.</summary>
public sealed record CreateOrderRequest : OrderRequest<OrderedServiceRequest>
{
    /// <summary>Id of the order; generated if absent. A whole number is stored as its digits.</summary>
    [CallerId]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? Id { get; init; }
}
