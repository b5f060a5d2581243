using System.Globalization;
using System.Security.Claims;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using Concierge.Domain.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Authentication;

/// <summary>
/// Creates and reads ASP.NET Core bearer tokens. Data protection encrypts and authenticates them; the replicas share its keys. Each use
/// checks the token against the database, so that a revocation takes effect at once.
/// </summary>
internal sealed class UserTokens(IOptionsMonitor<BearerTokenOptions> options) : IUserTokens
{
    private const string UserClaim = "user";

    private const string GenerationClaim = "generation";

    private const string IdClaim = "id";

    private const string ScopeClaim = "scope";

    public string Issue(UserToken token)
    {
        var content = new ClaimsIdentity(
            [
                new(UserClaim, token.UserId.Value),
                new(GenerationClaim, token.Generation.ToString(CultureInfo.InvariantCulture)),
                new(IdClaim, token.Id.ToString()),
                .. token.Scopes.Select(scope => new Claim(ScopeClaim, scope)),
            ],
            BearerTokenDefaults.AuthenticationScheme);
        return options.Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector.Protect(new(
            new ClaimsPrincipal(content), new AuthenticationProperties { ExpiresUtc = token.ExpiresAt },
            BearerTokenDefaults.AuthenticationScheme));
    }

    /// <summary>Gets the content of a token; null where it is invalid or expired.</summary>
    public static UserTokenContent? Read(AuthenticateResult token) => token.Principal is { } content
        ? new(
            UserId.From(content.FindFirstValue(UserClaim)),
            int.Parse(content.FindFirstValue(GenerationClaim)!, CultureInfo.InvariantCulture),
            content.FindFirstValue(IdClaim) is { } id ? UserTokenId.From(id) : null,

            // Tokens without an id are of versions whose tokens allowed everything that a user may do.
            content.HasClaim(claim => claim.Type == IdClaim)
                ? [.. content.FindAll(ScopeClaim).Select(claim => claim.Value)]
                : Scopes.OfUsers)
        : null;
}
