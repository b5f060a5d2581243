using Concierge.Domain.Users;

namespace Concierge.Domain.Messages;

/// <summary>
/// The conversation between two users. Created with its first message (see <see cref="IMessageRepository.SendAsync"/>) and never deleted.
/// </summary>
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

    /// <summary>The newest message, deleted or not. Lists of conversations sort by it; a deletion does not change it.</summary>
    public MessageId LastMessageId { get; private init; }

    public DateTimeOffset LastActivityAt { get; private init; }

    /// <summary>Read position of <see cref="UserAId"/>; null until first set. Never moves backwards.</summary>
    public MessageId? ReadByA { get; private init; }

    /// <summary>Read position of <see cref="UserBId"/>; null until first set. Never moves backwards.</summary>
    public MessageId? ReadByB { get; private init; }
}
