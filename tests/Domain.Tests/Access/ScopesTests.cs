using Concierge.Domain.Access;

namespace Concierge.Domain.Tests.Access;

public sealed class ScopesTests
{
    /// <summary>Every pair of scopes.</summary>
    public static TheoryData<string, string> Pairs { get; } =
        new(from held in Scopes.All from needed in Scopes.All select (held, needed));

    [Fact]
    public void All_Always_MatchesContract() =>
        Assert.Equal(
            [
                "users", "users:read", "messages", "messages:read", "orders", "orders:read", "sms", "tokens", "webhooks", "admin",
            ],
            Scopes.All);

    [Fact]
    public void OfUsers_Always_MatchesContract() =>
        Assert.Equal(["users", "users:read", "messages", "messages:read", "orders:read"], Scopes.OfUsers);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Includes_WithAnyPair_HoldsForSameScopeReadsAndWebhooks(string held, string needed) =>
        Assert.Equal(
            held == needed || needed == $"{held}:read" || (held, needed) == ("admin", "webhooks"), Scopes.Includes(held, needed));

    [Theory]
    [InlineData("users,messages,orders:read", "users", "messages", "orders", "tokens", "admin")]
    [InlineData("users:read", "users:read", "tokens")]
    [InlineData("users,messages:read", "users", "users:read", "messages:read")]
    [InlineData("orders:read", "orders")]
    [InlineData("", "tokens", "sms", "webhooks", "admin")]
    public void PassedOnBy_WithScopesOfMinter_ReturnsThoseOfUsersWithoutIncludedOnes(string expected, params string[] minter) =>
        Assert.Equal(expected, string.Join(',', Scopes.PassedOnBy(minter)));

    [Theory]
    [InlineData("Users", "users")]
    [InlineData("users ", "users")]
    [InlineData("", "users")]
    [InlineData("*", "users")]
    [InlineData("orders:", "orders:read")]
    public void Includes_WhenHeldIsUnknown_ReturnsFalse(string held, string needed) => Assert.False(Scopes.Includes(held, needed));
}
