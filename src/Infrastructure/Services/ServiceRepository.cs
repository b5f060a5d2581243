using Concierge.Domain.Services;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Services;

internal sealed class ServiceRepository(ConciergeDbContext context) : IServiceRepository
{
    public Task<Service?> FindAsync(ServiceId id, CancellationToken cancellationToken) =>
        context.Set<Service>().SingleOrDefaultAsync(service => service.Id == id, cancellationToken);

    public async Task<IReadOnlyDictionary<ServiceId, string>> GetNamesAsync(
        IReadOnlyList<ServiceId> ids, CancellationToken cancellationToken)
    {
        var services = await context.QueryAsync(
            "SELECT id, name FROM services WHERE id = ANY ($1)",
            [Value(ids.Select(id => id.Value).ToArray())],
            static row => (Id: ServiceId.From(row.GetString(0)), Name: row.GetString(1)),
            cancellationToken);
        return services.ToDictionary(service => service.Id, service => service.Name);
    }

    public void Add(Service service) => context.Set<Service>().Add(service);

    public void Remove(Service service) => context.Set<Service>().Remove(service);
}
