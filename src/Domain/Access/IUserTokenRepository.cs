using Concierge.Domain.Users;

namespace Concierge.Domain.Access;

/// <summary>Loads and stores user tokens for commands.</summary>
public interface IUserTokenRepository
{
    /// <summary>Returns the token of the user's current generation, or null if it does not exist.</summary>
    Task<UserToken?> FindAsync(User user, UserTokenId id, CancellationToken cancellationToken);

    void Add(UserToken token);

    void Remove(UserToken token);
}
