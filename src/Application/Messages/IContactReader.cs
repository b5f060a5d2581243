using Concierge.Application.Users;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;

namespace Concierge.Application.Messages;

/// <summary>Reads the users with whom a user has a conversation.</summary>
public interface IContactReader
{
    /// <summary>
    /// Lists at most <paramref name="count"/> users whose conversation with <paramref name="user"/> is older than <paramref
    /// name="before"/>, latest activity first.
    /// </summary>
    Task<IReadOnlyList<Positioned<UserDto>>> ListAsync(UserId user, MessageId before, int count, CancellationToken cancellationToken);
}
