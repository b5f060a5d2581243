using Concierge.Application.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Concierge.Application.Tests.Access;

public sealed class MintUserTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 30, 0, 250, TimeSpan.Zero);

    private readonly IUserRepository users = Substitute.For<IUserRepository>();
    private readonly IUserTokens tokens = Substitute.For<IUserTokens>();
    private readonly User ann = User.Create(Actor.Backend, Actors.Ann, UserName.From("Ann"), new Dictionary<string, string>(), Now).Value;

    public MintUserTokenTests()
    {
        users.FindAsync(Actors.Ann, Arg.Any<CancellationToken>()).Returns(ann);
        tokens.Mint(default, default, default).ReturnsForAnyArgs("token");
    }

    [Theory]
    [InlineData(null, 3600)]
    [InlineData(60L, 60)]
    public async Task Handle_WhenUserIsActive_MintsTokenOfCurrentGeneration(long? expiresIn, long seconds)
    {
        ann.RevokeTokens(Actor.Backend);

        var minted = await HandleAsync("ann", expiresIn);

        // Expiry has whole seconds and is never early.
        var expiresAt = new DateTimeOffset(2026, 11, 21, 9, 30, 1, TimeSpan.Zero).AddSeconds(seconds);
        Assert.Equal(new("token", "ann", seconds, expiresAt), minted.Value);
        tokens.Received(1).Mint(Actors.Ann, 1, expiresAt);
    }

    [Fact]
    public async Task Handle_WhenUserIsDeactivated_ReturnsErrorAndMintsNothing()
    {
        ann.Deactivate(Actor.Backend, Now);

        Assert.Equal([UserErrors.Deactivated], (await HandleAsync("ann", null)).Errors);
        tokens.DidNotReceiveWithAnyArgs().Mint(default, default, default);
    }

    [Fact]
    public async Task Handle_WhenUserDoesNotExist_ReturnsNotFound() =>
        Assert.Equal([UserErrors.NotFound], (await HandleAsync("bob", null)).Errors);

    private Task<Result<UserTokenDto>> HandleAsync(string user, long? expiresIn) =>
        new MintUserTokenHandler(users, tokens, Actors.Backend, new FakeTimeProvider(Now))
            .Handle(new(user, expiresIn), TestContext.Current.CancellationToken);
}
