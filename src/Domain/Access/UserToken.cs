using Concierge.Domain.Callers;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Access;

/// <summary>
/// A token that a backend minted for a user. Valid until its expiry while the user is active and its <see cref="Generation"/> is that of
/// the user. Deleting it revokes it.
/// </summary>
public sealed class UserToken
{
    private UserToken()
    {
    }

    public UserTokenId Id { get; private init; }

    /// <summary>The user that the bearer acts as.</summary>
    public UserId UserId { get; private init; }

    /// <summary><see cref="User.TokenGeneration"/> when the token was minted.</summary>
    public int Generation { get; private init; }

    /// <summary>What the token allows; see <see cref="Access.Scopes"/>.</summary>
    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary>Name of the backend that minted the token.</summary>
    public string MintedBy { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Expiry, in whole seconds.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>
    /// Mints a token for an active user. Only a backend may do so. The token allows at most what the backend's credentials allow.
    /// </summary>
    /// <param name="actor">The actor.</param>
    /// <param name="minter">The backend.</param>
    /// <param name="user">The user that the bearer acts as.</param>
    /// <param name="id">The id.</param>
    /// <param name="scopes">Members of <see cref="Scopes.OfUsers"/>; null for all that the minter can pass on.</param>
    /// <param name="lifetime">The lifetime.</param>
    /// <param name="now">The time of creation.</param>
    public static Result<UserToken> Mint(
        Actor actor, CallerIdentity minter, User user, UserTokenId id, IReadOnlyList<string>? scopes, TimeSpan lifetime, DateTimeOffset now)
    {
        var granted = scopes?.Distinct().ToList() ?? Access.Scopes.PassedOnBy(minter.Scopes);
        return user.CheckToken(actor).Then(() => CheckScopes(granted, minter.Scopes)).Map(() => new UserToken
        {
            Id = id,
            UserId = user.Id,
            Generation = user.TokenGeneration,
            Scopes = granted,
            MintedBy = minter.Name,
            CreatedAt = now.CutToMilliseconds(),

            // The started second is added, so that the token is never valid for less than its lifetime.
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() + 1) + lifetime,
        });
    }

    private static Result CheckScopes(IReadOnlyList<string> granted, IReadOnlyList<string> held) =>
        granted.Count > 0 && granted.All(scope => Access.Scopes.Include(held, scope)) ? Result.Success : AccessErrors.ScopeNotHeld;
}
