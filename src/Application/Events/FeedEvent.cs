using System.Text.Json.Serialization;

namespace Concierge.Application.Events;

/// <summary>A stored event.</summary>
/// <param name="Id">The id. Its position is the place in the feed.</param>
/// <param name="Type">What happened.</param>
/// <param name="ResourceId">Id of the resource that changed.</param>
/// <param name="UserA">Id of a user who may see it; null if only backends may.</param>
/// <param name="UserB">Id of another user who may see it; null if there is none.</param>
/// <param name="Json">The event as every outlet shows it, in UTF-8.</param>
[JsonConverter(typeof(FeedEventConverter))]
public sealed record FeedEvent(EventId Id, string Type, string ResourceId, string? UserA, string? UserB, byte[] Json);
