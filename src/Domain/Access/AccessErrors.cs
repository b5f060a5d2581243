using Concierge.Domain.Common;

namespace Concierge.Domain.Access;

public static class AccessErrors
{
    public static readonly Error Unauthorized = new(
        "unauthorized",
        "The credentials are missing, wrong, expired or revoked; send Authorization: Bearer with a service key or a user's token.",
        ErrorKind.Unauthorized);

    public static readonly Error ScopeMissing = new("forbidden", "The credentials are good, and do not allow this.", ErrorKind.Forbidden);

    public static readonly Error KeyNotFound = new("service_key_not_found", "There is no service key with this id.", ErrorKind.NotFound);

    public static readonly Error ScopeUnknown =
        new("scope_unknown", $"There is no such scope; there are {string.Join(", ", Scopes.All)}.", ErrorKind.Invalid);
}

/// <summary>Which scope a refused operation takes.</summary>
public sealed record MissingScope(string Scope) : IRefusalDetails
{
    public string Description => $"The credentials are good, and do not have the scope {Scope}.";
}
