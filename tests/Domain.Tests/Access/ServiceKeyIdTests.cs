using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Tests.Common;
using FsCheck.Fluent;

namespace Concierge.Domain.Tests.Access;

public sealed class ServiceKeyIdTests
{
    private static readonly Guid Known = new("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b");

    [Theory]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920B3C-5D4E-7F60-8A9B-0C1D2E3F4A5B")]
    public void From_TheUsualForm_IsReadInEitherCase(string text)
    {
        Assert.True(ServiceKeyId.IsValid(text));
        Assert.Equal(Known, ServiceKeyId.From(text).Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ck_1")]
    [InlineData("01920b3c5d4e7f608a9b0c1d2e3f4a5b")]
    [InlineData("{01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b}")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b\n")]
    public void From_AnythingElse_IsABug(string? text)
    {
        Assert.False(ServiceKeyId.IsValid(text));
        Assert.Throws<ArgumentException>(() => ServiceKeyId.From(text!));
    }

    [Fact]
    public void ToString_Always_IsTheUsualFormInLowerCase() => Assert.Equal("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b", new ServiceKeyId(Known).ToString());

    [Fact]
    public void CompareTo_ForAnyTwo_IsTheOrderOfTheirText()
    {
        var ids = Gen.Elements<byte>(0, 1, 0x7f, 0x80, 0xff).ArrayOf(16).Select(bytes => new ServiceKeyId(new Guid(bytes)));

        Properties.HoldsForAll(ids.Two(), pair =>
        {
            var expected = string.CompareOrdinal(pair.Item1.ToString(), pair.Item2.ToString());
            return Math.Sign(pair.Item1.CompareTo(pair.Item2)) == Math.Sign(expected)
                && pair.Item1 < pair.Item2 == expected < 0
                && pair.Item1 > pair.Item2 == expected > 0
                && pair.Item1 <= pair.Item2 == expected <= 0
                && pair.Item1 >= pair.Item2 == expected >= 0;
        });
    }

    [Fact]
    public void CompareTo_WhenBothAreAlike_IsZero()
    {
        var (one, other) = (new ServiceKeyId(Known), new ServiceKeyId(Known));

        Assert.Equal(0, one.CompareTo(other));
        Assert.Equal((false, true, false, true), (one < other, one <= other, one > other, one >= other));
    }

    [Fact]
    public void Last_AfterAnyKey_ComesLater() => Assert.True(new ServiceKeyId(new TimeOrderedUuidGenerator().Next(DateTimeOffset.UnixEpoch)) < ServiceKeyId.Last);
}
