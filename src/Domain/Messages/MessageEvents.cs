namespace Concierge.Domain.Messages;

/// <summary>Types of the events of messages.</summary>
public static class MessageEvents
{
    public const string Created = "message.created";

    /// <summary>The text changed.</summary>
    public const string Updated = "message.updated";

    public const string Deleted = "message.deleted";

    public const string Liked = "message.liked";

    public const string Unliked = "message.unliked";
}
