using AutoMapper;
using AutoMapper.QueryableExtensions;
using Concierge.Application.Audit;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Audit;

internal sealed class AuditReader(ConciergeDbContext context, IConfigurationProvider maps) : IAuditReader
{
    public async Task<IReadOnlyList<AuditRecordDto>> ListAsync(
        string? target, string? caller, AuditRecordId before, int count, CancellationToken cancellationToken)
    {
        var records = context.Set<AuditRecord>().Where(record => record.Id < before);

        // Ordering by the filter first forces its index. For an equality ordered by id alone, the planner may read all ids, expecting a
        // match soon.
        var ordered = target is not null
            ? records.Where(record => record.Target == target && (caller == null || record.CallerName == caller))
                .OrderByDescending(record => record.Target).ThenByDescending(record => record.Id)
            : caller is not null
                ? records.Where(record => record.CallerName == caller)
                    .OrderByDescending(record => record.CallerName).ThenByDescending(record => record.Id)
                : records.OrderByDescending(record => record.Id);
        return await ordered.Take(count).ProjectTo<AuditRecordDto>(maps).ToListAsync(cancellationToken);
    }
}
