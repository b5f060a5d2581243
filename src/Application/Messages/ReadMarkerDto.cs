namespace Concierge.Application.Messages;

/// <summary>Representation of a user's read marker in a conversation.</summary>
public sealed record ReadMarkerDto
{
    public required Guid LastReadMessageId { get; init; }

    /// <inheritdoc cref="ConversationDto.UnreadCount" />
    public required int UnreadCount { get; init; }

    /// <inheritdoc cref="ConversationDto.UnreadCapped" />
    public required bool UnreadCapped { get; init; }
}
