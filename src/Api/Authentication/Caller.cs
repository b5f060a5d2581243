using System.Runtime.CompilerServices;
using System.Security.Claims;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using Concierge.Domain.Users;

namespace Concierge.Api.Authentication;

/// <summary>Who sent a request, as a principal: a name of its own for every set of credentials, what they allow, and the one user, if they are a user's.</summary>
internal static class Caller
{
    private const string ScopeClaim = "scope";

    private const string UserClaim = "user";

    private static readonly ConditionalWeakTable<ServiceKeyGrant, ClaimsPrincipal> Services = [];

    /// <summary>Whoever sends no credentials in Development mode: one service, which may do anything.</summary>
    public static ClaimsPrincipal Development { get; } = Of("development", Scopes.All);

    /// <summary>A service, whose principal is made once for as long as its key is known.</summary>
    public static ClaimsPrincipal Service(ServiceKeyGrant key) => Services.GetValue(key, grant => Of($"key:{grant.Id}", grant.Scopes));

    public static ClaimsPrincipal User(UserId user) => Of($"user:{user}", Scopes.OfUsers, new Claim(UserClaim, user.Value));

    /// <summary>The name by which idempotency keys, rate limits and logs know the caller.</summary>
    public static string NameOf(ClaimsPrincipal principal) => principal.Identity?.Name ?? "anonymous";

    public static bool IsKnown(ClaimsPrincipal principal) => principal.Identity?.IsAuthenticated == true;

    public static bool Holds(ClaimsPrincipal principal, string scope) =>
        principal.HasClaim(claim => claim.Type == ScopeClaim && Scopes.Includes(claim.Value, scope));

    /// <summary>The user whose token the caller has; null for a service.</summary>
    public static UserId? UserOf(ClaimsPrincipal principal) => principal.FindFirstValue(UserClaim) is { } id ? UserId.From(id) : null;

    private static ClaimsPrincipal Of(string name, IEnumerable<string> scopes, params Claim[] more) => new(new ClaimsIdentity(
        [new Claim(ClaimsIdentity.DefaultNameClaimType, name), .. scopes.Select(scope => new Claim(ScopeClaim, scope)), .. more], CallerAuthentication.Scheme));
}
