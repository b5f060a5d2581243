using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Tests.Common;

namespace Concierge.Domain.Tests.Audit;

public sealed class AuditRecordIdTests()
    : UuidIdTests<AuditRecordId>(value => new(value), AuditRecordId.From, AuditRecordId.IsValid)
{
    [Fact]
    public void Last_Always_FollowsEveryRecord() => Assert.True(Generated < AuditRecordId.Last);
}
