namespace Concierge.Application.Messages;

/// <summary>A conversation, as one of its two users sees it.</summary>
public sealed record ConversationDto
{
    public required Guid Id { get; init; }

    /// <summary>The other user.</summary>
    public required PeerDto Peer { get; init; }

    /// <summary>The newest message that is not deleted; null where there is none.</summary>
    public required MessageDto? LastMessage { get; init; }

    /// <summary>When the newest message was sent, whether or not it was deleted since.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>Undeleted messages to this user after the read marker, at most 100 of them counted.</summary>
    public required int UnreadCount { get; init; }

    /// <summary>Whether there are more unread messages than were counted.</summary>
    public required bool UnreadCapped { get; init; }
}

/// <summary>The other user of a conversation.</summary>
public sealed record PeerDto(string Id, string Name);

/// <summary>How far a user has read a conversation.</summary>
public sealed record ReadMarkerDto
{
    public required Guid LastReadMessageId { get; init; }

    /// <inheritdoc cref="ConversationDto.UnreadCount" />
    public required int UnreadCount { get; init; }

    /// <inheritdoc cref="ConversationDto.UnreadCapped" />
    public required bool UnreadCapped { get; init; }
}
