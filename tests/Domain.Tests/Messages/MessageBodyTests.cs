using Concierge.Domain.Messages;

namespace Concierge.Domain.Tests.Messages;

public sealed class MessageBodyTests
{
    private const string Emoji = "\ud83d\ude00";

    [Theory]
    [InlineData("a", 1)]
    [InlineData("a", 3999)]
    [InlineData("a", 4000)]
    [InlineData(Emoji, 1)]
    [InlineData(Emoji, 4000)]
    public void From_WithUpTo4000Characters_KeepsText(string character, int count)
    {
        var text = Repeat(character, count);

        Assert.Equal(text, MessageBody.From(text).Value);
    }

    [Theory]
    [InlineData("a", 4001)]
    [InlineData(Emoji, 4001)]
    public void From_WithMoreThan4000Characters_Throws(string character, int count) =>
        Assert.Throws<ArgumentException>(() => MessageBody.From(Repeat(character, count)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\r\n")]
    [InlineData("\u00a0\u2003\u3000")]
    public void From_WithOnlyWhiteSpace_Throws(string text) => Assert.Throws<ArgumentException>(() => MessageBody.From(text));

    [Fact]
    public void From_WithSurroundingWhiteSpace_KeepsWhiteSpace() => Assert.Equal("\n Hello \t", MessageBody.From("\n Hello \t").Value);

    [Fact]
    public void From_WhenWhiteSpaceExceedsLimit_Throws() =>
        Assert.Throws<ArgumentException>(() => MessageBody.From(Repeat("a", 4000) + " "));

    private static string Repeat(string character, int count) => string.Concat(Enumerable.Repeat(character, count));
}
