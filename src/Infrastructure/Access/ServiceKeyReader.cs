using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Access;

internal sealed class ServiceKeyReader(ConciergeDbContext context, IConfigurationProvider maps) : IServiceKeyReader
{
    public async Task<IReadOnlyList<ServiceKeyDto>> ListAsync(ServiceKeyId before, int count, CancellationToken cancellationToken) =>
        await context.ServiceKeys.Where(key => key.Id < before).OrderByDescending(key => key.Id).Take(count)
            .ProjectTo<ServiceKeyDto>(maps).ToListAsync(cancellationToken);

    public Task<bool> HasAnyGoodAsync(CancellationToken cancellationToken) => context.ServiceKeys.AnyAsync(key => key.RevokedAt == null, cancellationToken);
}
