using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Users;

/// <summary>A new user.</summary>
public sealed record CreateUserRequest : UserRequest
{
    /// <summary>Id of the user; generated if absent. A whole number is stored as its digits.</summary>
    [CallerId]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? Id { get; init; }
}
