using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Access;

internal sealed class ServiceKeyReader(ConciergeDbContext context, IConfigurationProvider maps, TimeProvider clock) : IServiceKeyReader
{
    public async Task<IReadOnlyList<ServiceKeyDto>> ListAsync(ServiceKeyId before, int count, CancellationToken cancellationToken) =>
        await context.Set<ServiceKey>().Where(key => key.Id < before).OrderByDescending(key => key.Id).Take(count)
            .ProjectTo<ServiceKeyDto>(maps).ToListAsync(cancellationToken);

    public async Task<bool> HasAnyGoodAsync(CancellationToken cancellationToken) =>
        (await context.QueryAsync(
            "SELECT FROM service_keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1) LIMIT 1",
            [Value(clock.GetUtcNow())],
            static _ => true,
            cancellationToken)).Count > 0;
}
