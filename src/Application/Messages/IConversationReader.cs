using Concierge.Domain.Messages;
using Concierge.Domain.Users;

namespace Concierge.Application.Messages;

/// <summary>Reads conversations.</summary>
public interface IConversationReader
{
    /// <summary>Gets the conversation of two users as <paramref name="user"/> sees it, or null if it has no message.</summary>
    Task<ConversationDto?> GetAsync(UserId user, UserId peer, CancellationToken cancellationToken);

    /// <summary>
    /// Lists at most <paramref name="count"/> conversations of <paramref name="user"/> older than <paramref name="before"/>, latest
    /// activity first.
    /// </summary>
    Task<IReadOnlyList<Positioned<ConversationDto>>> ListAsync(
        UserId user, MessageId before, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Gets the read marker of <paramref name="user"/> in the conversation with <paramref name="peer"/>, or null if there is none.
    /// </summary>
    Task<ReadMarkerDto?> GetReadMarkerAsync(UserId user, UserId peer, CancellationToken cancellationToken);
}
