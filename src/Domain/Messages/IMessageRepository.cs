using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Messages;

/// <summary>The messages and their conversations, for changing them.</summary>
public interface IMessageRepository
{
    /// <summary>
    /// Stores a new message and moves its conversation to it, at once and in one step. Refuses what only the stored state can tell:
    /// <see cref="UserErrors.NotFound"/> and <see cref="UserErrors.Deactivated"/>, each pointing to the user meant.
    /// </summary>
    Task<Result> SendAsync(Message message, CancellationToken cancellationToken);

    /// <summary>The message, deleted or not, or null.</summary>
    Task<Message?> FindAsync(MessageId id, CancellationToken cancellationToken);

    /// <summary>Records a like, at once and atomically. True when it is new: of many at one instant, exactly one is.</summary>
    Task<bool> AddLikeAsync(Message message, UserId user, CancellationToken cancellationToken);

    /// <summary>Takes a like back, at once and atomically, if there is one.</summary>
    Task RemoveLikeAsync(Message message, UserId user, CancellationToken cancellationToken);

    /// <summary>
    /// Moves a reader's marker forward to a message, at once and atomically; never back. False when the conversation holds no such message.
    /// </summary>
    Task<bool> MarkReadAsync(ConversationId conversation, UserId reader, MessageId upTo, CancellationToken cancellationToken);
}
