using System.ComponentModel.DataAnnotations;

namespace Concierge.Api.Access;

/// <summary>A token to mint. The attributes are for the OpenAPI document; the validator of the use case checks.</summary>
public sealed record MintUserTokenRequest
{
    /// <summary>Lifetime in seconds: 60 (one minute) to 2592000 (30 days); 3600 (one hour) if absent.</summary>
    [Range(60, 2_592_000)]
    public long? ExpiresIn { get; init; }
}
