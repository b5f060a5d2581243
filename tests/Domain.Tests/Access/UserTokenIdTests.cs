using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Tests.Common;

namespace Concierge.Domain.Tests.Access;

public sealed class UserTokenIdTests() : UuidIdTests<UserTokenId>(value => new(value), UserTokenId.From, UserTokenId.IsValid)
{
    [Fact]
    public void Last_Always_FollowsEveryToken() => Assert.True(Generated < UserTokenId.Last);
}
