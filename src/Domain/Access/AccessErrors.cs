using Concierge.Domain.Common;

namespace Concierge.Domain.Access;

public static class AccessErrors
{
    public static readonly Error Unauthorized = new(
        "unauthorized",
        "The credentials are missing, invalid, expired or revoked; send Authorization: Bearer with a service key or a user token.",
        ErrorKind.Unauthorized);

    public static readonly Error HostNotLocal = new(
        "host_not_local", "Development mode answers only requests to localhost or a loopback address.", ErrorKind.Forbidden);

    public static readonly Error CrossSite = new(
        "cross_site", "Development mode refuses changes that another website causes in a browser.", ErrorKind.Forbidden);

    public static readonly Error ScopeMissing = new("forbidden", "The credentials are valid but lack permission.", ErrorKind.Forbidden);

    public static readonly Error UserScopeUnknown = new(
        "user_scope_unknown",
        $"A user token cannot carry the scope; it can carry {string.Join(", ", Scopes.OfUsers)}.",
        ErrorKind.Invalid);

    public static readonly Error ScopeNotHeld = new(
        "scope_missing", "The credentials lack this scope, so they can neither use it nor pass it on.", ErrorKind.Forbidden);

    public static readonly Error TokenNotFound =
        new("user_token_not_found", "The user has no valid token with this id.", ErrorKind.NotFound);

    public static readonly Error KeyNotFound = new("service_key_not_found", "There is no service key with this id.", ErrorKind.NotFound);

    public static readonly Error KeyInactive =
        new("service_key_inactive", "The service key is revoked or expired.", ErrorKind.Conflict);

    public static readonly Error LastAdminKey = new(
        "last_admin_key", "This is the last service key with the scope admin that does not expire; create another one first.",
        ErrorKind.Conflict);

    public static readonly Error ExpiryPast = new("expires_at_past", "The expiry must be in the future.", ErrorKind.Invalid);

    public static readonly Error ScopeUnknown =
        new("scope_unknown", $"The scope is unknown; valid scopes are {string.Join(", ", Scopes.All)}.", ErrorKind.Invalid);
}
