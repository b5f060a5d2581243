namespace Concierge.Application.Conversations;

/// <summary>Representation of a user's read marker in a conversation.</summary>
public sealed record ReadMarkerDto
{
    public required string LastReadMessageId { get; init; }

    /// <inheritdoc cref="ConversationDto.UnreadCount" />
    public required int UnreadCount { get; init; }

    /// <inheritdoc cref="ConversationDto.UnreadCapped" />
    public required bool UnreadCapped { get; init; }

    /// <summary>Returns the read marker of a conversation that has one.</summary>
    internal static ReadMarkerDto Of(ConversationDto conversation) => new()
    {
        LastReadMessageId = conversation.LastReadMessageId!,
        UnreadCount = conversation.UnreadCount,
        UnreadCapped = conversation.UnreadCapped,
    };
}
