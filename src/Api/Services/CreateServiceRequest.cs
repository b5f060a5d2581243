using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Services;

/// <summary>A new service.</summary>
public sealed record CreateServiceRequest : ServiceRequest
{
    /// <summary>Id of the service; generated if absent. A whole number is stored as its digits.</summary>
    [CallerId]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? Id { get; init; }
}
