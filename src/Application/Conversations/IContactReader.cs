using Concierge.Domain.Users;

namespace Concierge.Application.Conversations;

/// <summary>Reads the users with whom a user has a conversation.</summary>
public interface IContactReader
{
    /// <summary>Lists a slice of the users with whom <paramref name="user"/> has a conversation, latest activity first.</summary>
    Task<IReadOnlyList<Active<PeerDto>>> ListAsync(UserId user, ActivitySlice slice, CancellationToken cancellationToken);
}
