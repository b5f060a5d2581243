using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Services;
using Concierge.Domain.Common;
using Concierge.Domain.Services;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Services;

internal sealed class ServiceReader(ConciergeDbContext context, IConfigurationProvider maps) : IServiceReader
{
    public Task<ServiceDto?> GetAsync(ServiceId id, CancellationToken cancellationToken) =>
        context.Set<Service>().Where(service => service.Id == id).ProjectTo<ServiceDto>(maps).SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<ServiceDto>> ListAsync(ServiceId? after, int count, CancellationToken cancellationToken)
    {
        var services = after is { } id ? context.Set<Service>().Where(service => service.Id > id) : context.Set<Service>();
        return await services.OrderBy(service => service.Id).Take(count).ProjectTo<ServiceDto>(maps).ToListAsync(cancellationToken);
    }
}
