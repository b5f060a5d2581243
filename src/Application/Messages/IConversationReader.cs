using Concierge.Domain.Messages;
using Concierge.Domain.Users;

namespace Concierge.Application.Messages;

/// <summary>The conversations, for reading them.</summary>
public interface IConversationReader
{
    /// <summary>The conversation of two users as <paramref name="user"/> sees it, or null where they never wrote to each other.</summary>
    Task<ConversationDto?> GetAsync(UserId user, UserId peer, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="count"/> conversations of <paramref name="user"/> older than <paramref name="before"/>, latest activity first.</summary>
    Task<IReadOnlyList<Positioned<ConversationDto>>> ListAsync(UserId user, MessageId before, int count, CancellationToken cancellationToken);

    /// <summary>How far <paramref name="user"/> has read what was said with <paramref name="peer"/>; null before the first time.</summary>
    Task<ReadMarkerDto?> GetReadMarkerAsync(UserId user, UserId peer, CancellationToken cancellationToken);
}
