using Concierge.Domain.Common;

namespace Concierge.Domain.Tests.Common;

public sealed class TextTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("\u00e9", 1)]
    [InlineData("e\u0301", 2)]
    [InlineData("\ud83d\ude00", 1)]
    [InlineData("\ud83d\ude00\ud83d\ude00", 2)]
    [InlineData("a\ud83d\ude00b", 3)]
    [InlineData("\ud83d\udc68\u200d\ud83d\udc69", 3)]
    public void LengthInCodePoints_WithSurrogatePair_CountsPairOnce(string text, int length) =>
        Assert.Equal(length, text.LengthInCodePoints());

    [Theory]
    [InlineData("", true)]
    [InlineData(" \t\u00a0\u2028", true)]
    [InlineData("\u00ad\u200b\u200d\ufeff", true)]
    [InlineData("\u034f\u115f\u1160\u17b4\u180e\u2800\u3164\ufe0f\uffa0", true)]
    [InlineData("\udb40\udc41\udb40\udd00", true)]
    [InlineData("\u200ba", false)]
    [InlineData("\u0301", false)]
    [InlineData("\u1161", false)]
    [InlineData("\ud83d\ude00\ufe0f", false)]
    public void IsBlank_WithText_ReturnsWhetherItShowsNothing(string text, bool isBlank) => Assert.Equal(isBlank, text.IsBlank());

    [Theory]
    [InlineData("Ann Lee", false)]
    [InlineData("\u05d0\u200f\u061c\u200e", false)]
    [InlineData("\ud83d\udc68\u200d\ud83d\udc69", false)]
    [InlineData("\u0000", true)]
    [InlineData("a\tb", true)]
    [InlineData("a\u009fb", true)]
    [InlineData("a\u202ab", true)]
    [InlineData("a\u202eb", true)]
    [InlineData("a\u2069b", true)]
    public void HasControls_WithText_ReturnsWhetherItDisturbsOtherText(string text, bool hasControls) =>
        Assert.Equal(hasControls, text.HasControls());

    [Fact]
    public void LengthInCodePoints_WithAnyText_CountsRunes() =>
        Properties.HoldsForAll(
            Properties.TextOf("a\u00e9\ud83d\ude00", 0, 8),
            text => text.LengthInCodePoints() == text.EnumerateRunes().Count());
}
