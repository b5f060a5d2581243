using Concierge.Application.Messages;
using Concierge.Application.Paging;

namespace Concierge.Application.Conversations;

/// <summary>Representation of a conversation for one of its two users.</summary>
public sealed record ConversationDto : ISized
{
    public required Guid Id { get; init; }

    /// <summary>The other user.</summary>
    public required PeerDto Peer { get; init; }

    /// <summary>The newest message that is not deleted; null if there is none.</summary>
    public required MessageDto? LastMessage { get; init; }

    /// <summary>Time of the newest message, deleted or not.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>Number of messages to this user after the read marker, without deleted ones; at most 100.</summary>
    public required int UnreadCount { get; init; }

    /// <summary>Whether there are more unread messages than <c>unread_count</c>.</summary>
    public required bool UnreadCapped { get; init; }

    /// <summary>The newest message that this user has marked as read; null if there is none.</summary>
    public required string? LastReadMessageId { get; init; }

    /// <summary>The newest message that the other user has marked as read; null if there is none.</summary>
    public required string? PeerLastReadMessageId { get; init; }

    int ISized.Size => JsonSize.Frame + SizeOf(Peer) + SizeOf(LastMessage);

    private static int SizeOf(ISized? part) => part?.Size ?? 0;
}
