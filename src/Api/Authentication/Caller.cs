using System.Runtime.CompilerServices;
using System.Security.Claims;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using Concierge.Domain.Callers;
using Concierge.Domain.Users;

namespace Concierge.Api.Authentication;

/// <summary>The caller of a request as a principal: a unique name, its scopes and, for a user token, the user.</summary>
internal static class Caller
{
    private const string ScopeClaim = "scope";

    private const string UserClaim = "user";

    private const string BackendClaim = "backend";

    private static readonly ConditionalWeakTable<ServiceKeyGrant, ClaimsPrincipal> Services = [];

    /// <summary>The caller without credentials in Development mode: a backend with all scopes.</summary>
    public static ClaimsPrincipal Development { get; } = Of("development", null, Scopes.All);

    /// <summary>Gets the principal of a service key. It is cached as long as the grant lives.</summary>
    public static ClaimsPrincipal Service(ServiceKeyGrant key) => Services.GetValue(key, grant => Of(
        $"key:{grant.Id}", new Credential(grant.Id.Value), grant.Scopes, new Claim(BackendClaim, grant.Name)));

    /// <summary>Gets the principal of a user token.</summary>
    public static ClaimsPrincipal User(Credential token, IReadOnlyList<string> scopes) =>
        Of($"user:{token.User}", token, scopes, new Claim(UserClaim, $"{token.User}"));

    /// <summary>Gets the name of the caller in rate limits and logs.</summary>
    public static string NameOf(ClaimsPrincipal principal) => principal.Identity?.Name ?? "anonymous";

    /// <summary>
    /// Gets the name that all keys of a backend share: in idempotency keys, so that a retry with a rotated key is the same request, and in
    /// limits of what runs at a time.
    /// </summary>
    public static string SharedNameOf(ClaimsPrincipal principal) =>
        principal.FindFirstValue(BackendClaim) is { } backend ? $"backend:{backend}" : NameOf(principal);

    public static bool IsKnown(ClaimsPrincipal principal) => principal.Identity?.IsAuthenticated == true;

    public static bool Holds(ClaimsPrincipal principal, string scope) =>
        principal.HasClaim(claim => claim.Type == ScopeClaim && Scopes.Includes(claim.Value, scope));

    /// <summary>Returns whether the caller presented a user token.</summary>
    public static bool IsUser(ClaimsPrincipal principal) => principal.HasClaim(claim => claim.Type == UserClaim);

    /// <summary>Gets the user of a user token; null for a service key.</summary>
    public static UserId? UserOf(ClaimsPrincipal principal) => principal.FindFirstValue(UserClaim) is { } id ? UserId.From(id) : null;

    /// <summary>Gets the credentials of the caller; null in Development mode for a caller without any.</summary>
    public static Credential? CredentialOf(ClaimsPrincipal principal) =>
        (principal.Identity as ClaimsIdentity)?.BootstrapContext as Credential;

    /// <summary>Gets the caller for audit records and for the scopes of the tokens that it mints.</summary>
    public static CallerIdentity IdentityOf(ClaimsPrincipal principal)
    {
        var credential = CredentialOf(principal)?.Id;
        IReadOnlyList<string> scopes = [.. principal.FindAll(ScopeClaim).Select(claim => claim.Value)];
        return principal.FindFirstValue(BackendClaim) is { } backend ? new(CallerKind.Backend, backend, credential, scopes)
            : UserOf(principal) is { } user ? new(CallerKind.User, user.Value, credential, scopes)
            : new(CallerKind.Development, NameOf(principal), null, scopes);
    }

    private static ClaimsPrincipal Of(string name, Credential? credential, IEnumerable<string> scopes, params Claim[] more) =>
        new(new ClaimsIdentity(
            [new Claim(ClaimsIdentity.DefaultNameClaimType, name), .. scopes.Select(scope => new Claim(ScopeClaim, scope)), .. more],
            CallerAuthentication.Scheme)
        {
            BootstrapContext = credential,
        });
}
