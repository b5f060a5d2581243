using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Domain.Tests.Orders;

public sealed class ServiceNameTests
{
    private const string Emoji = "\ud83d\ude00";

    [Theory]
    [InlineData("a", 1)]
    [InlineData("a", 99)]
    [InlineData("a", 100)]
    [InlineData("\u00e9", 100)]
    [InlineData(Emoji, 1)]
    [InlineData(Emoji, 100)]
    public void From_UpToAHundredCharacters_KeepsThem(string character, int count)
    {
        var text = Repeat(character, count);

        Assert.Equal(text, ServiceName.From(text).Value);
    }

    [Theory]
    [InlineData("a", 101)]
    [InlineData("\u00e9", 101)]
    [InlineData(Emoji, 101)]
    public void From_MoreThanAHundredCharacters_IsABug(string character, int count) =>
        Assert.Throws<ArgumentException>(() => ServiceName.From(Repeat(character, count)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\r\n")]
    [InlineData("\u00a0\u2003\u3000")]
    public void From_NothingButWhiteSpace_IsABug(string text) => Assert.Throws<ArgumentException>(() => ServiceName.From(text));

    [Theory]
    [InlineData("  Testing", "Testing")]
    [InlineData("Testing  ", "Testing")]
    [InlineData("\t\u00a0Testing\u3000\n", "Testing")]
    [InlineData(" Load  Testing ", "Load  Testing")]
    public void From_WithWhiteSpaceAround_TrimsItAndKeepsTheInner(string text, string name) => Assert.Equal(name, ServiceName.From(text).Value);

    [Fact]
    public void From_WhenTrimmingMakesItShortEnough_CountsTheTrimmed() =>
        Assert.Equal(Repeat(Emoji, 100), ServiceName.From($" {Repeat(Emoji, 100)} ").Value);

    [Fact]
    public void Equals_WhenOnlyWhiteSpaceAroundDiffers_IsTrue() => Assert.Equal(ServiceName.From("Testing"), ServiceName.From(" Testing "));

    [Fact]
    public void Equals_WhenOnlyTheCaseDiffers_IsFalse() => Assert.NotEqual(ServiceName.From("Testing"), ServiceName.From("testing"));

    private static string Repeat(string character, int count) => string.Concat(Enumerable.Repeat(character, count));
}
