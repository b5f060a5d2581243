namespace Concierge.Infrastructure.Idempotency;

/// <summary>Result of claiming a key.</summary>
/// <param name="InProgress">Whether another request with this key is running.</param>
/// <param name="Fingerprint">Fingerprint of the request that got the stored response, or null if there is none.</param>
/// <param name="Response">The stored response, or null if there is none.</param>
public sealed record IdempotencyClaim(bool InProgress, byte[]? Fingerprint, byte[]? Response)
{
    /// <summary>Whether the request must run now.</summary>
    public bool IsFree => !InProgress && Response is null;
}
