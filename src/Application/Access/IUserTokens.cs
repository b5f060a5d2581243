using Concierge.Domain.Users;

namespace Concierge.Application.Access;

/// <summary>Makes tokens that every replica accepts, until they expire or are revoked.</summary>
public interface IUserTokens
{
    /// <summary>A token with which its bearer acts as the user.</summary>
    string Mint(UserId user, int generation, DateTimeOffset expiresAt);
}
