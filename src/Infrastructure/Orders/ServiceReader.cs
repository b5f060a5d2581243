using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Orders;
using Concierge.Domain.Orders;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Orders;

internal sealed class ServiceReader(ConciergeDbContext context, IConfigurationProvider maps) : IServiceReader
{
    public Task<ServiceDto?> GetAsync(ServiceId id, CancellationToken cancellationToken) =>
        context.Services.Where(service => service.Id == id).ProjectTo<ServiceDto>(maps).SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<ServiceDto>> ListAsync(ServiceId? after, int count, CancellationToken cancellationToken)
    {
        var services = after is { } id ? context.Services.Where(service => service.Id > id) : context.Services;
        return await services.OrderBy(service => service.Id).Take(count).ProjectTo<ServiceDto>(maps).ToListAsync(cancellationToken);
    }
}
