namespace Concierge.Application.Access;

/// <summary>The active service keys.</summary>
public interface IServiceKeyRing
{
    /// <summary>
    /// Gets the grant of the key with this secret, or null if there is no such key, or it is revoked or expired. A revocation takes
    /// effect within a second.
    /// </summary>
    ValueTask<ServiceKeyGrant?> FindAsync(string secret, CancellationToken cancellationToken);
}
