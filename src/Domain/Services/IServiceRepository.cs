namespace Concierge.Domain.Services;

/// <summary>The services, for changing and for ordering them.</summary>
public interface IServiceRepository
{
    /// <summary>The service, or null.</summary>
    Task<Service?> FindAsync(ServiceId id, CancellationToken cancellationToken);

    /// <summary>Those of the services that there are, in no order.</summary>
    Task<IReadOnlyList<Service>> FindAsync(IReadOnlyList<ServiceId> ids, CancellationToken cancellationToken);

    /// <summary>Adds a service; an id that is taken is refused on save (<see cref="ServiceErrors.Exists"/>).</summary>
    void Add(Service service);

    /// <summary>Deletes a service on save, which refuses it while orders use it (<see cref="ServiceErrors.InUse"/>).</summary>
    void Remove(Service service);
}
