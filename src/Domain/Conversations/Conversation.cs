using Concierge.Domain.Users;

namespace Concierge.Domain.Conversations;

/// <summary>The conversation between two users. Created with its first message and never deleted.</summary>
public sealed class Conversation
{
    /// <summary>Maximum count of unread messages, which bounds the cost of counting.</summary>
    public const int UnreadCap = 100;

    private Conversation()
    {
    }

    public ConversationId Id { get; private init; }

    /// <summary>The participant whose id sorts first in ordinal order.</summary>
    public UserId UserAId { get; private init; }

    public UserId UserBId { get; private init; }

    /// <summary>Position of the newest message, deleted or not: the number of messages ever sent.</summary>
    public long LastPosition { get; private init; }

    /// <summary>
    /// Time of the newest message, by the database's clock. Never moves backwards. Lists of conversations sort by it; a deletion does not
    /// change it.
    /// </summary>
    public DateTimeOffset LastActivityAt { get; private init; }

    /// <summary>Read position of <see cref="UserAId"/>; 0 until first set. Never moves backwards.</summary>
    public long ReadPositionA { get; private init; }

    /// <summary>Read position of <see cref="UserBId"/>; 0 until first set. Never moves backwards.</summary>
    public long ReadPositionB { get; private init; }
}
