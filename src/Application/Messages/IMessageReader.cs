using Concierge.Domain.Messages;
using Concierge.Domain.Users;

namespace Concierge.Application.Messages;

/// <summary>Reads messages.</summary>
public interface IMessageReader
{
    /// <summary>Gets the message, or null if it does not exist, is deleted, or is hidden from the actor.</summary>
    Task<MessageDto?> GetAsync(MessageId id, Actor actor, CancellationToken cancellationToken);

    /// <summary>Lists a slice of all messages for a backend, or of the messages that the acting user sent or received.</summary>
    Task<IReadOnlyList<MessageDto>> ListAsync(Actor actor, MessageSlice slice, CancellationToken cancellationToken);

    /// <summary>Lists a slice of one conversation.</summary>
    Task<IReadOnlyList<MessageDto>> ListAsync(ConversationId conversation, MessageSlice slice, CancellationToken cancellationToken);
}

/// <summary>A slice of a list of messages, which is ordered by id and therefore by time.</summary>
/// <param name="From">Id before the first item.</param>
/// <param name="Descending">Whether the list starts with the newest message.</param>
/// <param name="IncludeDeleted">Whether to include tombstones.</param>
/// <param name="Count">Maximum number of items.</param>
public sealed record MessageSlice(MessageId From, bool Descending, bool IncludeDeleted, int Count);
