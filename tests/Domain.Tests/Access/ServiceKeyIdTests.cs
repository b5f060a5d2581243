using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Tests.Common;

namespace Concierge.Domain.Tests.Access;

public sealed class ServiceKeyIdTests() : UuidIdTests<ServiceKeyId>(value => new(value), ServiceKeyId.From, ServiceKeyId.IsValid)
{
    [Fact]
    public void Last_Always_FollowsEveryKey() => Assert.True(Generated < ServiceKeyId.Last);
}
