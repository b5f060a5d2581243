using Concierge.Domain.Orders;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Orders;

internal sealed class ServiceRepository(ConciergeDbContext context) : IServiceRepository
{
    public Task<Service?> FindAsync(ServiceId id, CancellationToken cancellationToken) =>
        context.Services.SingleOrDefaultAsync(service => service.Id == id, cancellationToken);

    public async Task<IReadOnlyList<Service>> FindAsync(IReadOnlyList<ServiceId> ids, CancellationToken cancellationToken) =>
        await context.Services.AsNoTracking().Where(service => ids.Contains(service.Id)).ToListAsync(cancellationToken);

    public void Add(Service service) => context.Services.Add(service);

    public void Remove(Service service) => context.Services.Remove(service);
}
