using System.Globalization;
using System.Security.Claims;
using Concierge.Application.Access;
using Concierge.Domain.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Authentication;

/// <summary>
/// ASP.NET Core's bearer tokens: encrypted and authenticated by data protection, whose keys the replicas share. They are checked against the user each time
/// that they are used, so that a revocation holds at once.
/// </summary>
internal sealed class UserTokens(IOptionsMonitor<BearerTokenOptions> options) : IUserTokens
{
    private const string UserClaim = "user";

    private const string GenerationClaim = "generation";

    public string Mint(UserId user, int generation, DateTimeOffset expiresAt)
    {
        var content = new ClaimsIdentity(
            [new(UserClaim, user.Value), new(GenerationClaim, generation.ToString(CultureInfo.InvariantCulture))], BearerTokenDefaults.AuthenticationScheme);
        return options.Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector.Protect(new(
            new ClaimsPrincipal(content), new AuthenticationProperties { ExpiresUtc = expiresAt }, BearerTokenDefaults.AuthenticationScheme));
    }

    /// <summary>What a token says, if it is one of ours and has not expired.</summary>
    public static (UserId User, int Generation)? Read(AuthenticateResult token) =>
        token.Principal is { } content
            ? (UserId.From(content.FindFirstValue(UserClaim)!), int.Parse(content.FindFirstValue(GenerationClaim)!, CultureInfo.InvariantCulture))
            : null;
}
