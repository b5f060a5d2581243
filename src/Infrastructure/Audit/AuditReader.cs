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

        // Forces the index on the filter and the id. For "caller_name = x ORDER BY id" the planner may scan all ids, expecting to meet x
        // soon.
        string[] targets = [target ?? ""];
        string[] callers = [caller ?? ""];
        var ordered = target is not null
            ? records.Where(record => targets.Contains(record.Target) && (caller == null || record.CallerName == caller))
                .OrderByDescending(record => record.Target).ThenByDescending(record => record.Id)
            : caller is not null
                ? records.Where(record => callers.Contains(record.CallerName))
                    .OrderByDescending(record => record.CallerName).ThenByDescending(record => record.Id)
                : records.OrderByDescending(record => record.Id);
        return await ordered.Take(count).ProjectTo<AuditRecordDto>(maps).ToListAsync(cancellationToken);
    }
}
