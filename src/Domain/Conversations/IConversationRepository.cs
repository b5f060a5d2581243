using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Conversations;

/// <summary>Changes conversations for commands.</summary>
public interface IConversationRepository
{
    /// <summary>
    /// Moves the reader's read position forward to a position, immediately and atomically. Never moves it backwards. Returns false if the
    /// conversation has no message at the position. Fails with <see cref="UserErrors.Deactivated"/> if the actor is a user who is
    /// deactivated by now.
    /// </summary>
    Task<Result<bool>> MarkReadAsync(
        ConversationId conversation, UserId reader, long position, Actor actor, CancellationToken cancellationToken);
}
