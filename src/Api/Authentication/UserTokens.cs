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

    /// <summary>Gets a token and what it allows; null where it is invalid or expired.</summary>
    public static (Credential Credential, IReadOnlyList<string> Scopes)? Read(AuthenticateResult token)
    {
        if (token.Principal is not { } content)
        {
            return null;
        }

        Guid? id = content.FindFirstValue(IdClaim) is { } text ? Guid.Parse(text) : null;
        var credential = new Credential(
            id,
            UserId.From(content.FindFirstValue(UserClaim)),
            int.Parse(content.FindFirstValue(GenerationClaim)!, CultureInfo.InvariantCulture),
            token.Properties?.ExpiresUtc);

        // Tokens without an id are of versions whose tokens allowed everything that a user may do.
        return (credential, id is null ? Scopes.OfUsers : [.. content.FindAll(ScopeClaim).Select(claim => claim.Value)]);
    }
}
