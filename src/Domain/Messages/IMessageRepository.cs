using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Messages;

/// <summary>Loads and changes messages for commands.</summary>
public interface IMessageRepository
{
    /// <summary>
    /// Stores a new message immediately, in one statement, as the next one of its conversation, and calls <see cref="Message.Place"/>.
    /// Fails with <see cref="UserErrors.NotFound"/> or <see cref="UserErrors.Deactivated"/>, pointing to the user concerned.
    /// </summary>
    Task<Result> SendAsync(Message message, CancellationToken cancellationToken);

    /// <summary>Returns the message, deleted or not, or null if it does not exist.</summary>
    Task<Message?> FindAsync(MessageId id, CancellationToken cancellationToken);

    /// <summary>
    /// Stores an edit or a deletion immediately and atomically, if there is one. Fails with <see cref="UserErrors.Deactivated"/> if the
    /// actor is a user who is deactivated by now. Throws a concurrent change if the message has changed since it was loaded.
    /// </summary>
    Task<Result> SaveAsync(Message message, Actor actor, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a like immediately and atomically. Returns whether it is new; of concurrent calls, exactly one returns true. Fails with
    /// <see cref="UserErrors.Deactivated"/> if the actor is a user who is deactivated by now.
    /// </summary>
    Task<Result<bool>> AddLikeAsync(Message message, UserId user, Actor actor, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a like immediately and atomically, if there is one. Fails with <see cref="UserErrors.Deactivated"/> if the actor is a user
    /// who is deactivated by now.
    /// </summary>
    Task<Result> RemoveLikeAsync(Message message, UserId user, Actor actor, CancellationToken cancellationToken);
}
