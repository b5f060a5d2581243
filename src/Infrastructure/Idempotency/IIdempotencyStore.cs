namespace Concierge.Infrastructure.Idempotency;

/// <summary>Keeps what requests with an <c>Idempotency-Key</c> were answered, in the same transaction as what they wrote.</summary>
public interface IIdempotencyStore
{
    /// <summary>How long an answer is kept.</summary>
    static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>
    /// Opens the transaction in which the request is carried out, unless it was carried out before or is being carried out now. A free claim ends with
    /// <see cref="CompleteAsync"/> or <see cref="ReleaseAsync"/>.
    /// <paramref name="id"/> is a digest of caller and key, 32 bytes.
    /// </summary>
    Task<IdempotencyClaim> ClaimAsync(byte[] id, CancellationToken cancellationToken);

    /// <summary>Stores the answer and commits it together with everything the request wrote. False when another request got there first: then nothing is written.</summary>
    Task<bool> CompleteAsync(byte[] id, byte[] fingerprint, byte[] response, CancellationToken cancellationToken);

    /// <summary>Undoes what was written since the claim and gives the key free. Comes before the answer: whoever has that may use the key again.</summary>
    Task ReleaseAsync(CancellationToken cancellationToken);
}

/// <summary>What was found under a key.</summary>
/// <param name="InProgress">Another request with this key is being carried out.</param>
/// <param name="Fingerprint">What the kept answer answered; null where there is none.</param>
/// <param name="Response">The kept answer; null where there is none.</param>
public sealed record IdempotencyClaim(bool InProgress, byte[]? Fingerprint, byte[]? Response)
{
    /// <summary>Whether the request is to be carried out now.</summary>
    public bool IsFree => !InProgress && Response is null;
}
