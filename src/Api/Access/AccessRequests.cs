using System.ComponentModel.DataAnnotations;
using Concierge.Domain.Access;

namespace Concierge.Api.Access;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>A service key to make.</summary>
public sealed record CreateServiceKeyRequest
{
    /// <summary>Whose it is, for people; 1 to 100 characters after trimming.</summary>
    [Required]
    [Length(1, ServiceKey.MaxNameLength)]
    public string? Name { get; init; }

    /// <summary>What it allows: users, messages, orders (which holds orders:read), orders:read, sms, tokens, admin.</summary>
    [Required]
    [MinLength(1)]
    public IReadOnlyList<string?>? Scopes { get; init; }
}

/// <summary>A token to mint.</summary>
public sealed record MintUserTokenRequest
{
    /// <summary>For how many seconds, 60 (a minute) to 2592000 (30 days); 3600 (an hour) if left out.</summary>
    [Range(60, 2_592_000)]
    public long? ExpiresIn { get; init; }
}
