using Concierge.Domain.Users;

namespace Concierge.Domain.Messages;

/// <summary>
/// What two users have said to each other. It comes into being with its first message (see <see cref="IMessageRepository.SendAsync"/>) and is never
/// deleted.
/// </summary>
public sealed class Conversation
{
    /// <summary>Unread messages are counted up to here; a larger number tells nobody more and costs more.</summary>
    public const int UnreadCap = 100;

    private Conversation()
    {
    }

    public ConversationId Id { get; private init; }

    /// <summary>The participant whose id comes first in ordinal order.</summary>
    public UserId UserAId { get; private init; }

    public UserId UserBId { get; private init; }

    /// <summary>The newest message, deleted or not: the order of everybody's conversations. Deleting a message is no new activity.</summary>
    public MessageId LastMessageId { get; private init; }

    public DateTimeOffset LastActivityAt { get; private init; }

    /// <summary>How far <see cref="UserAId"/> has read; null before the first time. Never moves backwards.</summary>
    public MessageId? ReadByA { get; private init; }

    /// <summary>How far <see cref="UserBId"/> has read; null before the first time. Never moves backwards.</summary>
    public MessageId? ReadByB { get; private init; }
}
