using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Orders;

/// <summary>A service to order.</summary>
public record OrderedServiceRequest
{
    /// <summary>Id of the service. A whole number is read as its digits.</summary>
    [Required]
    [CallerId]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? Id { get; init; }
}
