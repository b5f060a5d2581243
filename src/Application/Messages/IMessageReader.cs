using Concierge.Domain.Conversations;
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
