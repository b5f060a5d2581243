using Concierge.Domain.Conversations;
using Concierge.Domain.Tests.Common;
using Concierge.Domain.Users;
using FsCheck;
using FsCheck.Fluent;

namespace Concierge.Domain.Tests.Conversations;

public sealed class ConversationIdTests
{
    /// <summary>Few short ids, so that generated pairs are often equal or concatenate to the same text.</summary>
    private static readonly Gen<UserId> Users =
        from head in Properties.TextOf("aA1", 1, 1) from tail in Properties.TextOf("aA1.-_", 0, 2) select UserId.From(head + tail);

    [Fact]
    public void Between_WithKnownPair_ReturnsStoredId() =>
        Assert.Equal(new Guid("ed2ccac0-84e1-859b-b1ca-5434a40d0c99"), Between("ann", "bob").Value);

    [Fact]
    public void Between_WithAnyPair_IgnoresDirection() =>
        Properties.HoldsForAll(
            Users.Two(),
            pair => ConversationId.Between(pair.Item1, pair.Item2) == ConversationId.Between(pair.Item2, pair.Item1));

    [Fact]
    public void Between_WithAnyTwoPairs_IsEqualOnlyForSamePair() =>
        Properties.HoldsForAll(
            Users.Four(),
            users =>
            {
                var (a, b, c, d) = users;
                var samePair = (a == c && b == d) || (a == d && b == c);
                return ConversationId.Between(a, b) == ConversationId.Between(c, d) == samePair;
            });

    [Theory]
    [InlineData("a.b", "c", "a", "b.c")]
    [InlineData("a-b", "c", "a", "b-c")]
    [InlineData("a_b", "c", "a", "b_c")]
    [InlineData("ab", "c", "a", "bc")]
    [InlineData("1", "11", "11", "11")]
    [InlineData("a", "b", "A", "b")]
    [InlineData("a", "b", "a", "B")]
    [InlineData("a", "a.", "a.", "a.")]
    public void Between_WithPairsOfSameConcatenation_Differs(string a, string b, string c, string d) =>
        Assert.NotEqual(Between(a, b), Between(c, d));

    [Fact]
    public void Between_WithAnyPair_ReturnsUuidVersion8() =>
        Properties.HoldsForAll(
            Users.Two(),
            pair => ConversationId.Between(pair.Item1, pair.Item2).Value is { Version: 8, Variant: >= 0b1000 and <= 0b1011 });

    [Theory]
    [InlineData("ann", "bob")]
    [InlineData("Bob", "ann")]
    [InlineData("10", "9")]
    [InlineData("a", "a.")]
    public void InOrder_InEitherDirection_SortsOrdinally(string first, string second)
    {
        var (a, b) = (UserId.From(first), UserId.From(second));

        Assert.Equal((a, b), ConversationId.InOrder(a, b));
        Assert.Equal((a, b), ConversationId.InOrder(b, a));
    }

    [Fact]
    public void ToString_Always_ReturnsUuid() => Assert.Equal("ed2ccac0-84e1-859b-b1ca-5434a40d0c99", Between("ann", "bob").ToString());

    private static ConversationId Between(string one, string other) => ConversationId.Between(UserId.From(one), UserId.From(other));
}
