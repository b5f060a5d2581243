using AutoMapper;
using Concierge.Application.Access;
using Concierge.Application.Audit;
using Concierge.Application.Pipeline;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Concierge.Application.Tests.Access;

public sealed class MintUserTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 30, 0, 250, TimeSpan.Zero);

    private readonly IUserRepository users = Substitute.For<IUserRepository>();
    private readonly IUserTokenRepository tokens = Substitute.For<IUserTokenRepository>();
    private readonly IUserTokens bearers = Substitute.For<IUserTokens>();
    private readonly IAuditTrail audit = Substitute.For<IAuditTrail>();
    private readonly IUnitOfWork unitOfWork = Substitute.For<IUnitOfWork>();
    private readonly User ann = User.Create(Actor.Backend, Actors.Ann, UserName.From("Ann"), new Dictionary<string, string>(), Now).Value;

    public MintUserTokenTests()
    {
        users.FindAsync(Actors.Ann, Arg.Any<CancellationToken>()).Returns(ann);
        bearers.Issue(default!).ReturnsForAnyArgs("token");
        unitOfWork.SaveAsync(default).ReturnsForAnyArgs(Result.Success);
    }

    [Theory]
    [InlineData(null, 30, 3600)]
    [InlineData(null, 0.02, 1728)]
    [InlineData(60L, 30, 60)]
    public async Task Handle_WhenUserIsActive_StoresAndIssuesToken(long? expiresIn, double maxDays, long seconds)
    {
        var minted = (await HandleAsync("ann", expiresIn, maxDays)).Value;

        // Expiry has whole seconds and is never early.
        var expiresAt = new DateTimeOffset(2026, 11, 21, 9, 30, 1, TimeSpan.Zero).AddSeconds(seconds);
        Assert.Equal(("token", "ann", seconds, expiresAt), (minted.Token, minted.UserId, minted.ExpiresIn, minted.ExpiresAt));
        Assert.Equal(["users", "messages", "orders:read"], minted.Scopes);
        tokens.Received(1).Add(Arg.Is<UserToken>(token => token.Id.Value == minted.Id && token.ExpiresAt == expiresAt));
    }

    [Fact]
    public async Task Handle_WhenUserIsDeactivated_ReturnsErrorAndIssuesNothing()
    {
        ann.Deactivate(Actor.Backend, Now);

        Assert.Equal([UserErrors.Deactivated], (await HandleAsync("ann", null)).Errors);
        tokens.DidNotReceiveWithAnyArgs().Add(default!);
        bearers.DidNotReceiveWithAnyArgs().Issue(default!);
        audit.DidNotReceiveWithAnyArgs().Record(default!, default!);
    }

    [Fact]
    public async Task Handle_WhenUserDoesNotExist_ReturnsNotFound() =>
        Assert.Equal([UserErrors.NotFound], (await HandleAsync("bob", null)).Errors);

    private Task<Result<IssuedUserTokenDto>> HandleAsync(string user, long? expiresIn, double maxDays = 30) =>
        new MintUserTokenHandler(
            users, tokens, bearers, audit, unitOfWork, Actors.Backend, new(TimeSpan.FromDays(maxDays)), new(), new FakeTimeProvider(Now),
            new MapperConfiguration(maps => maps.AddMaps(typeof(MintUserToken).Assembly)).CreateMapper())
            .Handle(new(user, expiresIn, null), TestContext.Current.CancellationToken);
}
