using System.Text.Json.Serialization;

namespace Concierge.Client;

/// <summary>An event of the feed. Its class says what it is about: <see cref="MessageCreatedEvent"/> for <c>message.created</c>.</summary>
[JsonConverter(typeof(FeedEventConverter))]
public interface IFeedEvent
{
    /// <summary>Id of the event, and the place to go on from.</summary>
    string Id { get; }

    /// <summary>What happened, such as <c>message.created</c>.</summary>
    string Type { get; }

    /// <summary>When it happened, by the clock of the database.</summary>
    DateTimeOffset Timestamp { get; }

    /// <summary>Id of the resource that changed.</summary>
    string ResourceId { get; }
}
