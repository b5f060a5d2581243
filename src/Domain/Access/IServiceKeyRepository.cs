namespace Concierge.Domain.Access;

/// <summary>Loads and stores service keys for commands.</summary>
public interface IServiceKeyRepository
{
    /// <summary>Returns the key, or null if it does not exist.</summary>
    Task<ServiceKey?> FindAsync(ServiceKeyId id, CancellationToken cancellationToken);

    void Add(ServiceKey key);

    /// <summary>
    /// Locks out other revocations until the transaction ends. Then returns whether a key other than this one is a <see
    /// cref="ServiceKey.IsPermanentAdmin"/>.
    /// </summary>
    Task<bool> HasOtherPermanentAdminAsync(ServiceKeyId id, CancellationToken cancellationToken);
}
