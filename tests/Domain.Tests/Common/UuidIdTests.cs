using Concierge.Domain.Common;
using FsCheck.Fluent;

namespace Concierge.Domain.Tests.Common;

/// <summary>Tests for every id type that wraps a generated UUID. <see cref="CanonicalUuidTests"/> covers the text format in full.</summary>
public abstract class UuidIdTests<TId>(Func<Guid, TId> create, Func<string, TId> from, Func<string?, bool> isValid)
    where TId : struct, ISortableId<TId>
{
    private static readonly Guid Known = new("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b");

    /// <summary>An id that the application could generate.</summary>
    protected TId Generated => create(new TimeOrderedUuidGenerator().Next(DateTimeOffset.UnixEpoch));

    [Theory]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920B3C-5D4E-7F60-8A9B-0C1D2E3F4A5B")]
    [InlineData("01920b3c-5D4E-7f60-8A9B-0c1d2e3f4a5B")]
    public void From_WithCanonicalForm_IgnoresCase(string text)
    {
        Assert.True(isValid(text));
        Assert.Equal(create(Known), from(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("m-1")]
    [InlineData("01920b3c5d4e7f608a9b0c1d2e3f4a5b")]
    [InlineData("{01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b}")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b\n")]
    [InlineData("0x920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    public void From_WithAnyOtherText_Throws(string? text)
    {
        Assert.False(isValid(text));
        Assert.Throws<ArgumentException>(() => from(text!));
    }

    [Fact]
    public void ToString_Always_ReturnsCanonicalFormInLowerCase() =>
        Assert.Equal("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b", create(Known).ToString());

    [Fact]
    public void CompareTo_WithAnyPair_OrdersLikeText()
    {
        // These bytes reveal a comparison of signed bytes, or of a part in the wrong byte order.
        var ids = Gen.Elements<byte>(0, 1, 0x7f, 0x80, 0xff).ArrayOf(16).Select(bytes => create(new Guid(bytes)));

        Properties.HoldsForAll(ids.Two(), pair =>
        {
            var (one, other) = pair;
            var expected = string.CompareOrdinal(one.ToString(), other.ToString());
            return Math.Sign(one.CompareTo(other)) == Math.Sign(expected)
                && one < other == expected < 0
                && one > other == expected > 0
                && one <= other == expected <= 0
                && one >= other == expected >= 0;
        });
    }

    [Fact]
    public void CompareTo_WhenEqual_IsZero()
    {
        var (one, other) = (create(Known), create(Known));

        Assert.Equal(0, one.CompareTo(other));
        Assert.Equal((false, true, false, true), (one < other, one <= other, one > other, one >= other));
    }
}
