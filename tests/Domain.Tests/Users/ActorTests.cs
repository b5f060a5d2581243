using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Users;

public sealed class ActorTests
{
    private static readonly UserId Ann = UserId.From("ann");

    [Fact]
    public void Backend_Always_HasNoUser() => Assert.Null(Actor.Backend.User);

    [Fact]
    public void MayActAs_ByBackend_ReturnsTrue() => Assert.True(Actor.Backend.MayActAs(Ann));

    [Fact]
    public void As_WithUser_HasThatUser() => Assert.Equal(Ann, Actor.As(Ann).User);

    [Theory]
    [InlineData("ann", true)]
    [InlineData("Ann", false)]
    [InlineData("ann2", false)]
    [InlineData("bob", false)]
    public void MayActAs_ByUser_AllowsOnlyThatUser(string user, bool allowed) =>
        Assert.Equal(allowed, Actor.As(Ann).MayActAs(UserId.From(user)));

    [Fact]
    public void IsBackend_Always_DistinguishesBackendFromUser() =>
        Assert.Equal((true, false), (Actor.Backend.IsBackend, Actor.As(Ann).IsBackend));

    [Fact]
    public void IsBackend_WhenUserIdIsDefault_ReturnsFalse()
    {
        // An uninitialized id must not grant the rights of a backend.
        var actor = Actor.As(default);

        Assert.Equal((false, false), (actor.IsBackend, actor.MayActAs(Ann)));
    }
}
