using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Tests.Common;
using FsCheck.Fluent;

namespace Concierge.Domain.Tests.Messages;

public sealed class MessageIdTests
{
    private static readonly Guid Known = new("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b");

    [Theory]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920B3C-5D4E-7F60-8A9B-0C1D2E3F4A5B")]
    [InlineData("01920b3c-5D4E-7f60-8A9B-0c1d2e3f4a5B")]
    public void TryParse_TheUsualForm_IsReadInEitherCase(string text)
    {
        Assert.True(MessageId.TryParse(text, out var id));
        Assert.Equal(Known, id.Value);
        Assert.True(MessageId.IsValid(text));
        Assert.Equal(id, MessageId.From(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01920b3c")]
    [InlineData("01920b3c5d4e7f608a9b0c1d2e3f4a5b")]
    [InlineData("{01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b}")]
    [InlineData("(01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b)")]
    [InlineData("{0x01920b3c,0x5d4e,0x7f60,{0x8a,0x9b,0x0c,0x1d,0x2e,0x3f,0x4a,0x5b}}")]
    [InlineData("urn:uuid:01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5bb")]
    [InlineData("01920b3c5-d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c_5d4e_7f60_8a9b_0c1d2e3f4a5b")]
    [InlineData("01920b3g-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    public void TryParse_AnotherForm_IsRefused(string? text) => AssertRefused(text);

    [Theory]
    [InlineData(" 01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b ")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b\n")]
    [InlineData("\u00a001920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    public void TryParse_WithWhiteSpaceAround_IsRefused(string text) => AssertRefused(text);

    [Theory]
    [InlineData("+1920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("0x920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-+d4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-0x4e-7f60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-5d4e-0X60-8a9b-0c1d2e3f4a5b")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d+e3f4a5b")]
    public void TryParse_WithASignOrAPrefixAmongTheDigits_IsRefused(string text) => AssertRefused(text);

    [Fact]
    public void From_AnythingElse_IsABug() => Assert.Throws<ArgumentException>(() => MessageId.From("m-1"));

    [Fact]
    public void ToString_Always_IsTheUsualFormInLowerCase() => Assert.Equal("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b", new MessageId(Known).ToString());

    [Fact]
    public void CompareTo_ForAnyTwo_IsTheOrderOfTheirText()
    {
        // A byte that is negative when taken as signed, or a part that is read from the other end, would show.
        var ids = Gen.Elements<byte>(0, 1, 0x7f, 0x80, 0xff).ArrayOf(16).Select(bytes => new MessageId(new Guid(bytes)));

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
        var (one, other) = (new MessageId(Known), new MessageId(Known));

        Assert.Equal(0, one.CompareTo(other));
        Assert.Equal((false, true, false, true), (one < other, one <= other, one > other, one >= other));
    }

    [Fact]
    public void FirstAndLast_AroundAnyMessage_AreBeforeAndAfterIt()
    {
        var id = new MessageId(new TimeOrderedUuidGenerator().Next(DateTimeOffset.UnixEpoch));

        Assert.True(MessageId.First < id);
        Assert.True(id < MessageId.Last);
    }

    private static void AssertRefused(string? text)
    {
        Assert.False(MessageId.TryParse(text, out _));
        Assert.False(MessageId.IsValid(text));
    }
}
