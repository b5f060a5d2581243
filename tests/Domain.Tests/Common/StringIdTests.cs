using Concierge.Domain.Common;
using FsCheck.Fluent;

namespace Concierge.Domain.Tests.Common;

/// <summary>Tests for every id type whose values a caller may choose.</summary>
public abstract class StringIdTests<TId>(Func<string, TId> from, Func<string?, bool> isValid, Func<TId, string> value)
    where TId : struct, ISortableId<TId>
{
    /// <summary>Id characters in ASCII order, which is also the order of the database's collation "C".</summary>
    private const string Ascii = "-.09AZ_az";

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a", "a.")]
    [InlineData("a-", "a.")]
    [InlineData("a.", "a0")]
    [InlineData("10", "9")]
    [InlineData("9", "A")]
    [InlineData("Z", "a")]
    [InlineData("aZ", "a_")]
    [InlineData("a_", "aa")]
    public void CompareTo_WhenFirstPrecedesInAscii_IsNegative(string first, string second)
    {
        var (one, other) = (from(first), from(second));

        Assert.Equal((-1, 1), (Math.Sign(one.CompareTo(other)), Math.Sign(other.CompareTo(one))));
        Assert.Equal((true, true, false, false), (one < other, one <= other, one > other, one >= other));
        Assert.Equal((false, false, true, true), (other < one, other <= one, other > one, other >= one));
    }

    [Fact]
    public void CompareTo_WhenEqual_IsZero()
    {
        var (one, other) = (from("ann"), from("ann"));

        Assert.Equal(0, one.CompareTo(other));
        Assert.Equal((false, true, false, true), (one < other, one <= other, one > other, one >= other));
    }

    [Fact]
    public void CompareTo_WithAnyPair_ComparesCharactersInAsciiOrder()
    {
        var ids = from head in Properties.TextOf("09AZaz", 1, 1) from tail in Properties.TextOf(Ascii, 0, 3) select head + tail;

        Properties.HoldsForAll(ids.Two(), pair =>
        {
            var (one, other) = pair;
            var difference = one.Zip(other, (left, right) => Place(left) - Place(right)).FirstOrDefault(places => places != 0);
            var expected = difference != 0 ? difference : one.Length - other.Length;
            return Math.Sign(from(one).CompareTo(from(other))) == Math.Sign(expected);
        });
    }

    [Fact]
    public void Equals_WhenCaseDiffers_ReturnsFalse() => Assert.NotEqual(from("ann"), from("Ann"));

    [Fact]
    public void From_WithValidText_KeepsText()
    {
        Assert.Equal("Ann.1", value(from("Ann.1")));
        Assert.Equal("Ann.1", from("Ann.1").ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ann")]
    [InlineData("a/b")]
    public void From_WithInvalidText_Throws(string text) => Assert.Throws<ArgumentException>(() => from(text));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void IsValid_AtMaxLength_IsInclusive(int length, bool valid) => Assert.Equal(valid, isValid(new string('u', length)));

    private static int Place(char character) => Ascii.IndexOf(character, StringComparison.Ordinal);
}
