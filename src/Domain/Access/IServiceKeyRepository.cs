namespace Concierge.Domain.Access;

/// <summary>The service keys, for changing them.</summary>
public interface IServiceKeyRepository
{
    /// <summary>The key, or null.</summary>
    Task<ServiceKey?> FindAsync(ServiceKeyId id, CancellationToken cancellationToken);

    void Add(ServiceKey key);
}
