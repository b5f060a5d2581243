namespace Concierge.Domain.Access;

/// <summary>Loads and stores service keys for commands.</summary>
public interface IServiceKeyRepository
{
    /// <summary>Returns the key, or null if it does not exist.</summary>
    Task<ServiceKey?> FindAsync(ServiceKeyId id, CancellationToken cancellationToken);

    void Add(ServiceKey key);
}
