using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Users;

public sealed class ActorTests
{
    private static readonly UserId Ann = UserId.From("ann");

    [Fact]
    public void Service_Always_NamesNoUser() => Assert.Null(Actor.Service.User);

    [Fact]
    public void Service_Always_MayActAsAnyone() => Assert.True(Actor.Service.MayActAs(Ann));

    [Fact]
    public void As_AUser_NamesThatUser() => Assert.Equal(Ann, Actor.As(Ann).User);

    [Theory]
    [InlineData("ann", true)]
    [InlineData("Ann", false)]
    [InlineData("ann2", false)]
    [InlineData("bob", false)]
    public void MayActAs_ForAUser_IsThatUserAlone(string user, bool may) => Assert.Equal(may, Actor.As(Ann).MayActAs(UserId.From(user)));
}
