using Concierge.Domain.Access;
using Concierge.Domain.Users;

namespace Concierge.Application.Access;

/// <summary>Reads user tokens.</summary>
public interface IUserTokenReader
{
    /// <summary>Lists at most <paramref name="count"/> valid tokens older than <paramref name="before"/>, newest first.</summary>
    Task<IReadOnlyList<UserTokenDto>> ListAsync(UserId user, UserTokenId before, int count, CancellationToken cancellationToken);

    /// <summary>Gets whether the user is active and the token is not revoked. The caller checks the expiry.</summary>
    Task<bool> IsValidAsync(Credential token, CancellationToken cancellationToken);
}
