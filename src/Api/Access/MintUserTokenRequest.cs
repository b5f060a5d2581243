using System.ComponentModel.DataAnnotations;

namespace Concierge.Api.Access;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>A token to mint.</summary>
public sealed record MintUserTokenRequest
{
    /// <summary>
    /// Lifetime in seconds: 60 (one minute) to 2592000 (30 days), or less if the operator limits it; 3600 (one hour) if absent.
    /// </summary>
    [Range(60, 2_592_000)]
    public long? ExpiresIn { get; init; }

    /// <summary>
    /// What the token allows, within what the key allows: users (includes users:read), users:read, messages (includes messages:read),
    /// messages:read, orders:read. Everything that the key can pass on if absent.
    /// </summary>
    [MinLength(1)]
    public IReadOnlyList<string?>? Scopes { get; init; }
}
