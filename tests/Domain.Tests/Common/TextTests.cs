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

    [Fact]
    public void LengthInCodePoints_WithAnyText_CountsRunes() =>
        Properties.HoldsForAll(
            Properties.TextOf("a\u00e9\ud83d\ude00", 0, 8),
            text => text.LengthInCodePoints() == text.EnumerateRunes().Count());
}
