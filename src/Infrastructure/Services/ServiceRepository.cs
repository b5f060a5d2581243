using Concierge.Domain.Services;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Services;

internal sealed class ServiceRepository(ConciergeDbContext context) : IServiceRepository
{
    public Task<Service?> FindAsync(ServiceId id, CancellationToken cancellationToken) =>
        context.Set<Service>().SingleOrDefaultAsync(service => service.Id == id, cancellationToken);

    public async Task<IReadOnlyList<KnownService>> ListKnownAsync(
        IReadOnlyCollection<ServiceId> ids, CancellationToken cancellationToken) =>
        await context.QueryAsync(
            "SELECT id, name, active FROM services WHERE id = ANY ($1)",
            [Value(ids.Select(id => id.Value).ToArray())],
            static row => new KnownService(ServiceId.From(row.GetString(0)), row.GetString(1), row.GetBoolean(2)),
            cancellationToken);

    public void Add(Service service) => context.Set<Service>().Add(service);

    public void Remove(Service service) => context.Set<Service>().Remove(service);
}
