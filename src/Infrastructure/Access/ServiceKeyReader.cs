using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Access;

internal sealed class ServiceKeyReader(ConciergeDbContext context, IConfigurationProvider maps) : IServiceKeyReader
{
    public async Task<IReadOnlyList<ServiceKeyDto>> ListAsync(ServiceKeyId before, int count, CancellationToken cancellationToken) =>
        await context.Set<ServiceKey>().Where(key => key.Id < before).OrderByDescending(key => key.Id).Take(count)
            .ProjectTo<ServiceKeyDto>(maps).ToListAsync(cancellationToken);

    public async Task<bool> HasAnyGoodAsync(CancellationToken cancellationToken) =>
        (await context.QueryAsync(
            "SELECT FROM service_keys WHERE revoked_at IS NULL LIMIT 1", [], static _ => true, cancellationToken)).Count > 0;
}
