using Concierge.Domain.Messages;
using Concierge.Domain.Users;

namespace Concierge.Application.Messages;

/// <summary>The messages, for reading them.</summary>
public interface IMessageReader
{
    /// <summary>The message unless it is deleted or hidden from the actor; else null.</summary>
    Task<MessageDto?> GetAsync(MessageId id, Actor actor, CancellationToken cancellationToken);

    /// <summary>A slice of all messages, or of those that the acting user sent or received.</summary>
    Task<IReadOnlyList<MessageDto>> ListAsync(Actor actor, MessageSlice slice, CancellationToken cancellationToken);

    /// <summary>A slice of one conversation.</summary>
    Task<IReadOnlyList<MessageDto>> ListAsync(ConversationId conversation, MessageSlice slice, CancellationToken cancellationToken);
}

/// <summary>A slice of a list of messages, in order of time.</summary>
/// <param name="From">Where it starts, exclusively.</param>
/// <param name="Descending">Whether it goes from newer to older.</param>
/// <param name="IncludeDeleted">Whether tombstones are in it.</param>
/// <param name="Count">The most messages it holds.</param>
public sealed record MessageSlice(MessageId From, bool Descending, bool IncludeDeleted, int Count);
