using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Client;

/// <summary>An event of a type that a later version of the service has added.</summary>
public sealed class UnknownEvent : IFeedEvent
{
    /// <inheritdoc />
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <inheritdoc />
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <inheritdoc />
    [JsonPropertyName("timestamp")]
    public required DateTimeOffset Timestamp { get; init; }

    /// <inheritdoc />
    [JsonPropertyName("resource_id")]
    public required string ResourceId { get; init; }

    /// <summary>Facts about the change.</summary>
    [JsonPropertyName("data")]
    public required JsonElement Data { get; init; }
}
