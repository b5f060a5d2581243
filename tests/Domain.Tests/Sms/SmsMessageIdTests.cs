using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Domain.Tests.Common;
using FsCheck.Fluent;

namespace Concierge.Domain.Tests.Sms;

public sealed class SmsMessageIdTests
{
    private static readonly Guid Known = new("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b");

    [Theory]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920B3C-5D4E-7F60-8A9B-0C1D2E3F4A5B")]
    public void From_TheUsualForm_IsReadInEitherCase(string text)
    {
        Assert.True(SmsMessageId.IsValid(text));
        Assert.Equal(Known, SmsMessageId.From(text).Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s-1")]
    [InlineData("01920b3c5d4e7f608a9b0c1d2e3f4a5b")]
    [InlineData("{01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b}")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b\n")]
    [InlineData("+1920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    public void From_AnythingElse_IsABug(string? text)
    {
        Assert.False(SmsMessageId.IsValid(text));
        Assert.Throws<ArgumentException>(() => SmsMessageId.From(text!));
    }

    [Fact]
    public void ToString_Always_IsTheUsualFormInLowerCase() => Assert.Equal("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b", new SmsMessageId(Known).ToString());

    [Theory]
    [InlineData(0)]
    [InlineData(9999)]
    public void Time_OfAnId_IsTheMillisecondItWasMadeIn(int ticks)
    {
        var at = new DateTimeOffset(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero);

        Assert.Equal(at, new SmsMessageId(new TimeOrderedUuidGenerator().Next(at.AddTicks(ticks))).Time);
    }

    [Fact]
    public void CompareTo_ForAnyTwo_IsTheOrderOfTheirText()
    {
        var ids = Gen.Elements<byte>(0, 1, 0x7f, 0x80, 0xff).ArrayOf(16).Select(bytes => new SmsMessageId(new Guid(bytes)));

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
        var (one, other) = (new SmsMessageId(Known), new SmsMessageId(Known));

        Assert.Equal(0, one.CompareTo(other));
        Assert.Equal((false, true, false, true), (one < other, one <= other, one > other, one >= other));
    }

    [Fact]
    public void FirstAndLast_AroundAnyMessage_AreBeforeAndAfterIt()
    {
        var id = new SmsMessageId(new TimeOrderedUuidGenerator().Next(DateTimeOffset.UnixEpoch));

        Assert.True(SmsMessageId.First < id);
        Assert.True(id < SmsMessageId.Last);
    }
}
