using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Domain.Tests.Common;
using FsCheck.Fluent;

namespace Concierge.Domain.Tests.Orders;

public sealed class ServiceIdTests
{
    /// <summary>The order of the characters of ids in ASCII, which is that of the database's collation "C".</summary>
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
    public void CompareTo_WhenOneComesFirstInAscii_IsOrdinal(string first, string second)
    {
        var (one, other) = (ServiceId.From(first), ServiceId.From(second));

        Assert.Equal((-1, 1), (Math.Sign(one.CompareTo(other)), Math.Sign(other.CompareTo(one))));
        Assert.Equal((true, true, false, false), (one < other, one <= other, one > other, one >= other));
        Assert.Equal((false, false, true, true), (other < one, other <= one, other > one, other >= one));
    }

    [Fact]
    public void CompareTo_WhenBothAreAlike_IsZero()
    {
        var (one, other) = (ServiceId.From("vip"), ServiceId.From("vip"));

        Assert.Equal(0, one.CompareTo(other));
        Assert.Equal((false, true, false, true), (one < other, one <= other, one > other, one >= other));
    }

    [Fact]
    public void CompareTo_ForAnyTwo_ComparesCharacterByCharacterInAscii()
    {
        var ids = from head in Properties.TextOf("09AZaz", 1, 1) from tail in Properties.TextOf(Ascii, 0, 3) select head + tail;

        Properties.HoldsForAll(ids.Two(), pair =>
        {
            var places = (One: pair.Item1.Select(Place), Other: pair.Item2.Select(Place));
            var difference = places.One.Zip(places.Other, (one, other) => one - other).FirstOrDefault(place => place != 0);
            var expected = difference != 0 ? difference : pair.Item1.Length - pair.Item2.Length;
            return Math.Sign(ServiceId.From(pair.Item1).CompareTo(ServiceId.From(pair.Item2))) == Math.Sign(expected);
        });
    }

    [Fact]
    public void Equals_WhenOnlyTheCaseDiffers_IsFalse() => Assert.NotEqual(ServiceId.From("vip"), ServiceId.From("Vip"));

    [Fact]
    public void From_AValidId_KeepsItsTextAsItIs()
    {
        Assert.Equal("Vip.1", ServiceId.From("Vip.1").Value);
        Assert.Equal("Vip.1", ServiceId.From("Vip.1").ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" vip")]
    [InlineData("a/b")]
    public void From_AnythingElse_IsABug(string text) => Assert.Throws<ArgumentException>(() => ServiceId.From(text));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void IsValid_AtItsLimit_KeepsTheFormOfCallersIds(int length, bool valid) => Assert.Equal(valid, ServiceId.IsValid(new string('u', length)));

    private static int Place(char character) => Ascii.IndexOf(character, StringComparison.Ordinal);
}
