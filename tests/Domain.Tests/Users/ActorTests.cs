using Concierge.Domain.Services;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Users;

public sealed class ActorTests
{
    private static readonly UserId Ann = UserId.From("ann");

    [Fact]
    public void Service_Always_NamesNoUser() => Assert.Null(Actor.Backend.User);

    [Fact]
    public void Service_Always_MayActAsAnyone() => Assert.True(Actor.Backend.MayActAs(Ann));

    [Fact]
    public void As_AUser_NamesThatUser() => Assert.Equal(Ann, Actor.As(Ann).User);

    [Theory]
    [InlineData("ann", true)]
    [InlineData("Ann", false)]
    [InlineData("ann2", false)]
    [InlineData("bob", false)]
    public void MayActAs_ForAUser_IsThatUserAlone(string user, bool may) => Assert.Equal(may, Actor.As(Ann).MayActAs(UserId.From(user)));

    [Fact]
    public void IsService_OfAServiceAlone_IsTrue() => Assert.Equal((true, false), (Actor.Backend.IsBackend, Actor.As(Ann).IsBackend));

    [Fact]
    public void IsService_OfAUserWithoutAnId_IsFalse()
    {
        // Whoever forgets the id must not be trusted with everything.
        var nobody = Actor.As(default);

        Assert.Equal((false, false), (nobody.IsBackend, nobody.MayActAs(Ann)));
    }

    [Fact]
    public void Equals_OfTwoActors_ComparesTheUser()
    {
        Assert.Equal(Actor.As(Ann), Actor.As(UserId.From("ann")));
        Assert.NotEqual(Actor.As(Ann), Actor.As(UserId.From("bob")));
        Assert.NotEqual(Actor.Backend, Actor.As(Ann));
    }
}
