using Concierge.Domain.Users;

namespace Concierge.Application.Conversations;

/// <summary>Reads conversations.</summary>
public interface IConversationReader
{
    /// <summary>Gets the conversation of two users as <paramref name="user"/> sees it, or null if it has no message.</summary>
    Task<ConversationDto?> GetAsync(UserId user, UserId peer, CancellationToken cancellationToken);

    /// <summary>Lists a slice of the conversations of <paramref name="user"/>, latest activity first.</summary>
    Task<IReadOnlyList<Active<ConversationDto>>> ListAsync(UserId user, ActivitySlice slice, CancellationToken cancellationToken);

    /// <summary>Counts the unread messages of <paramref name="user"/>, up to <see cref="UnreadTotalsDto.MaxConversations"/>.</summary>
    Task<UnreadTotalsDto> CountUnreadAsync(UserId user, CancellationToken cancellationToken);
}
