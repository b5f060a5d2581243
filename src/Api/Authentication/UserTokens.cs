using System.Globalization;
using System.Security.Claims;
using Concierge.Application.Access;
using Concierge.Domain.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Authentication;

/// <summary>
/// Creates and reads ASP.NET Core bearer tokens. Data protection encrypts and authenticates them; the replicas share its keys. Each use
/// checks the token against the user, so that a revocation takes effect at once.
/// </summary>
internal sealed class UserTokens(IOptionsMonitor<BearerTokenOptions> options) : IUserTokens
{
    private const string UserClaim = "user";

    private const string GenerationClaim = "generation";

    public string Mint(UserId user, int generation, DateTimeOffset expiresAt)
    {
        var content = new ClaimsIdentity(
            [new(UserClaim, user.Value), new(GenerationClaim, generation.ToString(CultureInfo.InvariantCulture))],
            BearerTokenDefaults.AuthenticationScheme);
        return options.Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector.Protect(new(
            new ClaimsPrincipal(content), new AuthenticationProperties { ExpiresUtc = expiresAt },
            BearerTokenDefaults.AuthenticationScheme));
    }

    /// <summary>Gets the content of a token; null where it is invalid or expired.</summary>
    public static (UserId User, int Generation)? Read(AuthenticateResult token) =>
        token.Principal is { } content
            ? (UserId.From(
                content.FindFirstValue(UserClaim)!), int.Parse(content.FindFirstValue(GenerationClaim)!, CultureInfo.InvariantCulture))
            : null;
}
