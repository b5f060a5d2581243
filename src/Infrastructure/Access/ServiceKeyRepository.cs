using Concierge.Domain.Access;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Access;

internal sealed class ServiceKeyRepository(ConciergeDbContext context) : IServiceKeyRepository
{
    public Task<ServiceKey?> FindAsync(ServiceKeyId id, CancellationToken cancellationToken) =>
        context.Set<ServiceKey>().SingleOrDefaultAsync(key => key.Id == id, cancellationToken);

    public void Add(ServiceKey key) => context.Set<ServiceKey>().Add(key);
}
