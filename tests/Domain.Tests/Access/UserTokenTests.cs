using Concierge.Domain.Access;
using Concierge.Domain.Callers;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Access;

public sealed class UserTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 30, 0, 250, TimeSpan.Zero);

    private static readonly UserTokenId Id = new(Guid.CreateVersion7());

    private readonly User ann = User.Create(
        Actor.Backend, UserId.From("ann"), UserName.From("Ann"), new Dictionary<string, string>(), Now).Value;

    [Fact]
    public void Mint_ByBackend_HasGenerationMinterAndExpiryInWholeSeconds()
    {
        ann.RevokeTokens(Actor.Backend);

        var token = Mint(null, "users", "tokens").Value;

        Assert.Equal((Id, ann.Id, 1, "shop", Now), (token.Id, token.UserId, token.Generation, token.MintedBy, token.CreatedAt));
        Assert.Equal(["users"], token.Scopes);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 9, 31, 1, TimeSpan.Zero), token.ExpiresAt);
    }

    [Fact]
    public void Mint_ByUser_IsForbidden() =>
        Assert.Equal(
            [CommonErrors.ForbiddenToUsers],
            UserToken.Mint(Actor.As(ann.Id), Minter("users"), ann, Id, null, TimeSpan.FromMinutes(1), Now).Errors);

    [Fact]
    public void Mint_ForDeactivatedUser_IsRefused()
    {
        ann.Deactivate(Actor.Backend, Now);

        Assert.Equal([UserErrors.Deactivated], Mint(null, "users").Errors);
    }

    [Theory]
    [InlineData("users", "users,tokens", "users")]
    [InlineData("users:read", "users", "users:read")]
    [InlineData("orders:read", "orders", "orders:read")]
    [InlineData("messages,messages", "messages,users", "messages")]
    public void Mint_WithScopesThatMinterHolds_NarrowsToThem(string scopes, string held, string expected) =>
        Assert.Equal(expected, string.Join(',', Mint(scopes.Split(','), held.Split(',')).Value.Scopes));

    [Theory]
    [InlineData("users", "users:read")]
    [InlineData("users,messages", "users")]
    [InlineData("messages", "tokens")]
    [InlineData(null, "tokens")]
    [InlineData(null, "sms,admin")]
    public void Mint_WithScopeThatMinterLacks_IsRefused(string? scopes, string held) =>
        Assert.Equal([AccessErrors.ScopeNotHeld], Mint(scopes?.Split(','), held.Split(',')).Errors);

    private Result<UserToken> Mint(IReadOnlyList<string>? scopes, params string[] held) =>
        UserToken.Mint(Actor.Backend, Minter(held), ann, Id, scopes, TimeSpan.FromMinutes(1), Now);

    private static CallerIdentity Minter(params string[] held) => new(CallerKind.Backend, "shop", Guid.CreateVersion7(), held);
}
