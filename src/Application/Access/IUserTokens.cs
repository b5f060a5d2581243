using Concierge.Domain.Users;

namespace Concierge.Application.Access;

/// <summary>Mints user tokens. Every replica accepts them until they expire or are revoked.</summary>
public interface IUserTokens
{
    /// <summary>Mints a token whose bearer acts as the user.</summary>
    string Mint(UserId user, int generation, DateTimeOffset expiresAt);
}
