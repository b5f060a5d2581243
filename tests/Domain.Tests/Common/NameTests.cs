namespace Concierge.Domain.Tests.Common;

/// <summary>Tests for every name type: 1 to 100 characters after trimming.</summary>
public abstract class NameTests<TName>(Func<string, TName> from, Func<TName, string> value) where TName : struct
{
    private const string Emoji = "\ud83d\ude00";

    [Theory]
    [InlineData("a", 1)]
    [InlineData("a", 99)]
    [InlineData("a", 100)]
    [InlineData("\u00e9", 100)]
    [InlineData(Emoji, 1)]
    [InlineData(Emoji, 100)]
    public void From_WithUpTo100Characters_KeepsText(string character, int count)
    {
        var text = Repeat(character, count);

        Assert.Equal(text, value(from(text)));
    }

    [Theory]
    [InlineData("a", 101)]
    [InlineData("\u00e9", 101)]
    [InlineData(Emoji, 101)]
    public void From_WithMoreThan100Characters_Throws(string character, int count) =>
        Assert.Throws<ArgumentException>(() => from(Repeat(character, count)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\r\n")]
    [InlineData("\u00a0\u2003\u3000")]
    public void From_WithOnlyWhiteSpace_Throws(string text) => Assert.Throws<ArgumentException>(() => from(text));

    [Theory]
    [InlineData("\u200b\u2060")]
    [InlineData("\u115f\u3164\uffa0")]
    [InlineData("\u2800")]
    public void From_WithOnlyInvisibleCharacters_Throws(string text) => Assert.Throws<ArgumentException>(() => from(text));

    [Theory]
    [InlineData("A\nB")]
    [InlineData("A\u0085B")]
    [InlineData("A\u202eB")]
    [InlineData("A\u2066B")]
    public void From_WithControlsInside_Throws(string text) => Assert.Throws<ArgumentException>(() => from(text));

    [Theory]
    [InlineData("  Ann", "Ann")]
    [InlineData("Ann  ", "Ann")]
    [InlineData("\t\u00a0Ann\u3000\n", "Ann")]
    [InlineData(" Ann  Lee ", "Ann  Lee")]
    public void From_WithSurroundingWhiteSpace_TrimsOnlyEnds(string text, string name) => Assert.Equal(name, value(from(text)));

    [Fact]
    public void From_WhenTooLongBeforeTrimming_CountsTrimmedText() =>
        Assert.Equal(Repeat(Emoji, 100), value(from($" {Repeat(Emoji, 100)} ")));

    [Fact]
    public void Equals_WhenSurroundingWhiteSpaceDiffers_ReturnsTrue() => Assert.Equal(from("Ann"), from(" Ann "));

    [Fact]
    public void Equals_WhenCaseDiffers_ReturnsFalse() => Assert.NotEqual(from("Ann"), from("ann"));

    private static string Repeat(string character, int count) => string.Concat(Enumerable.Repeat(character, count));
}
