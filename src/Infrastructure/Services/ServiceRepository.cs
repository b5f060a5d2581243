using Concierge.Domain.Services;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Services;

internal sealed class ServiceRepository(ConciergeDbContext context) : IServiceRepository
{
    private static readonly Func<ConciergeDbContext, IReadOnlyList<ServiceId>, IAsyncEnumerable<Service>> Known = EF.CompileAsyncQuery(
        (ConciergeDbContext context, IReadOnlyList<ServiceId> ids) => context.Set<Service>().AsNoTracking().Where(service => ids.Contains(service.Id)));

    public Task<Service?> FindAsync(ServiceId id, CancellationToken cancellationToken) =>
        context.Set<Service>().SingleOrDefaultAsync(service => service.Id == id, cancellationToken);

    public async Task<IReadOnlyList<Service>> FindAsync(IReadOnlyList<ServiceId> ids, CancellationToken cancellationToken) =>
        await Known(context, ids).ToListAsync(cancellationToken);

    public void Add(Service service) => context.Set<Service>().Add(service);

    public void Remove(Service service) => context.Set<Service>().Remove(service);
}
