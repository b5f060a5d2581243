using Concierge.Domain.Access;

namespace Concierge.Domain.Tests.Access;

public sealed class ScopesTests
{
    /// <summary>Every pair of scopes.</summary>
    public static TheoryData<string, string> Pairs { get; } =
        new(from held in Scopes.All from needed in Scopes.All select (held, needed));

    [Fact]
    public void All_Always_MatchesContract() =>
        Assert.Equal(["users", "messages", "orders", "orders:read", "sms", "tokens", "admin"], Scopes.All);

    [Fact]
    public void OfUsers_Always_MatchesContract() => Assert.Equal(["users", "messages", "orders:read"], Scopes.OfUsers);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Includes_WithAnyPair_HoldsForSameScopeAndOrdersRead(string held, string needed) =>
        Assert.Equal(held == needed || (held, needed) == ("orders", "orders:read"), Scopes.Includes(held, needed));

    [Theory]
    [InlineData("Users", "users")]
    [InlineData("users ", "users")]
    [InlineData("", "users")]
    [InlineData("*", "users")]
    [InlineData("orders:", "orders:read")]
    public void Includes_WhenHeldIsUnknown_ReturnsFalse(string held, string needed) => Assert.False(Scopes.Includes(held, needed));
}
