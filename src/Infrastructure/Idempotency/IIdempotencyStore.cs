namespace Concierge.Infrastructure.Idempotency;

/// <summary>Stores the response to a request with an <c>Idempotency-Key</c> in the transaction in which the request writes.</summary>
public interface IIdempotencyStore
{
    /// <summary>Lifetime of a stored response.</summary>
    static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>
    /// Claims a key. A free claim opens the transaction of the request and must end with <see cref="CompleteAsync"/> or <see
    /// cref="ReleaseAsync"/>.
    /// </summary>
    /// <param name="id">Digest of the caller and the key, 32 bytes.</param>
    /// <param name="formerId">Id under which an earlier version stored the response.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<IdempotencyClaim> ClaimAsync(byte[] id, byte[] formerId, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the response and commits it together with everything that the request wrote. Returns false, and writes nothing, if another
    /// request stored its response first.
    /// </summary>
    Task<bool> CompleteAsync(byte[] id, byte[] fingerprint, byte[] response, CancellationToken cancellationToken);

    /// <summary>
    /// Rolls back everything written since the claim, and frees the key. Call it before the response is sent: the client may then use the
    /// key again.
    /// </summary>
    Task ReleaseAsync(CancellationToken cancellationToken);
}
