using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Infrastructure.Persistence;

namespace Concierge.Infrastructure.Audit;

internal sealed class AuditTrail(ConciergeDbContext context, ICurrentActor current, TimeOrderedUuidGenerator ids, TimeProvider clock)
    : IAuditTrail
{
    public void Record(string action, string target, string? detail = null)
    {
        var now = clock.GetUtcNow();
        context.Add(AuditRecord.Of(new AuditRecordId(ids.Next(now)), current.Caller, current.Actor, action, target, detail, now));
    }
}
