using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Messages;

/// <summary>Loads and changes messages and conversations for commands.</summary>
public interface IMessageRepository
{
    /// <summary>
    /// Stores a new message and updates its conversation immediately, in one statement. Fails with <see cref="UserErrors.NotFound"/> or
    /// <see cref="UserErrors.Deactivated"/>, pointing to the user concerned.
    /// </summary>
    Task<Result> SendAsync(Message message, CancellationToken cancellationToken);

    /// <summary>Returns the message, deleted or not, or null if it does not exist.</summary>
    Task<Message?> FindAsync(MessageId id, CancellationToken cancellationToken);

    /// <summary>Adds a like immediately and atomically. Returns whether it is new; of concurrent calls, exactly one returns true.</summary>
    Task<bool> AddLikeAsync(Message message, UserId user, CancellationToken cancellationToken);

    /// <summary>Removes a like immediately and atomically, if there is one.</summary>
    Task RemoveLikeAsync(Message message, UserId user, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the reader's read position forward to a message, immediately and atomically. Never moves it backwards. Returns false if the
    /// conversation does not contain the message.
    /// </summary>
    Task<bool> MarkReadAsync(ConversationId conversation, UserId reader, MessageId upTo, CancellationToken cancellationToken);
}
