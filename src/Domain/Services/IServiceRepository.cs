namespace Concierge.Domain.Services;

/// <summary>Loads and stores services for commands.</summary>
public interface IServiceRepository
{
    /// <summary>Returns the service, or null if it does not exist.</summary>
    Task<Service?> FindAsync(ServiceId id, CancellationToken cancellationToken);

    /// <summary>Returns those of the services that exist.</summary>
    Task<IReadOnlyList<KnownService>> ListKnownAsync(IReadOnlyCollection<ServiceId> ids, CancellationToken cancellationToken);

    /// <summary>Adds a service. Saving fails with <see cref="ServiceErrors.Exists"/> if the id is taken.</summary>
    void Add(Service service);

    /// <summary>Deletes a service. Saving fails with <see cref="ServiceErrors.InUse"/> while orders use it.</summary>
    void Remove(Service service);
}
