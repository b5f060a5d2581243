using System.Runtime.CompilerServices;
using System.Security.Claims;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using Concierge.Domain.Users;

namespace Concierge.Api.Authentication;

/// <summary>The caller of a request as a principal: a unique name, its scopes and, for a user token, the user.</summary>
internal static class Caller
{
    private const string ScopeClaim = "scope";

    private const string UserClaim = "user";

    private static readonly ConditionalWeakTable<ServiceKeyGrant, ClaimsPrincipal> Services = [];

    /// <summary>The caller without credentials in Development mode: a backend with all scopes.</summary>
    public static ClaimsPrincipal Development { get; } = Of("development", Scopes.All);

    /// <summary>Gets the principal of a service key. It is cached as long as the grant lives.</summary>
    public static ClaimsPrincipal Service(ServiceKeyGrant key) => Services.GetValue(key, grant => Of($"key:{grant.Id}", grant.Scopes));

    public static ClaimsPrincipal User(UserId user) => Of($"user:{user}", Scopes.OfUsers, new Claim(UserClaim, user.Value));

    /// <summary>Gets the name of the caller in idempotency keys, rate limits and logs.</summary>
    public static string NameOf(ClaimsPrincipal principal) => principal.Identity?.Name ?? "anonymous";

    public static bool IsKnown(ClaimsPrincipal principal) => principal.Identity?.IsAuthenticated == true;

    public static bool Holds(ClaimsPrincipal principal, string scope) =>
        principal.HasClaim(claim => claim.Type == ScopeClaim && Scopes.Includes(claim.Value, scope));

    /// <summary>Returns whether the caller presented a user token.</summary>
    public static bool IsUser(ClaimsPrincipal principal) => principal.HasClaim(claim => claim.Type == UserClaim);

    /// <summary>Gets the user of a user token; null for a service key.</summary>
    public static UserId? UserOf(ClaimsPrincipal principal) => principal.FindFirstValue(UserClaim) is { } id ? UserId.From(id) : null;

    private static ClaimsPrincipal Of(string name, IEnumerable<string> scopes, params Claim[] more) => new(new ClaimsIdentity(
        [new Claim(ClaimsIdentity.DefaultNameClaimType, name), .. scopes.Select(scope => new Claim(ScopeClaim, scope)), .. more],
        CallerAuthentication.Scheme));
}
