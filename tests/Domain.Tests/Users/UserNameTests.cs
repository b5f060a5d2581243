using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Users;

public sealed class UserNameTests
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

        Assert.Equal(text, UserName.From(text).Value);
    }

    [Theory]
    [InlineData("a", 101)]
    [InlineData("\u00e9", 101)]
    [InlineData(Emoji, 101)]
    public void From_MoreThanAHundredCharacters_IsABug(string character, int count) =>
        Assert.Throws<ArgumentException>(() => UserName.From(Repeat(character, count)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\r\n")]
    [InlineData("\u00a0\u2003\u3000")]
    public void From_NothingButWhiteSpace_IsABug(string text) => Assert.Throws<ArgumentException>(() => UserName.From(text));

    [Theory]
    [InlineData("  Ann", "Ann")]
    [InlineData("Ann  ", "Ann")]
    [InlineData("\t\u00a0Ann\u3000\n", "Ann")]
    [InlineData(" Ann  Lee ", "Ann  Lee")]
    public void From_WithWhiteSpaceAround_TrimsItAndKeepsTheInner(string text, string name) => Assert.Equal(name, UserName.From(text).Value);

    [Fact]
    public void From_WhenTrimmingMakesItShortEnough_CountsTheTrimmed() =>
        Assert.Equal(Repeat(Emoji, 100), UserName.From($" {Repeat(Emoji, 100)} ").Value);

    [Fact]
    public void Equals_WhenOnlyWhiteSpaceAroundDiffers_IsTrue() => Assert.Equal(UserName.From("Ann"), UserName.From(" Ann "));

    [Theory]
    [InlineData("Ann", "ann")]
    [InlineData(" ANN Lee ", "ann lee")]
    [InlineData("\u00c9MILE", "\u00e9mile")]
    [InlineData("\u0416\u03a9", "\u0436\u03c9")]
    public void ForSearch_OfAName_IsWithoutCase(string name, string folded) => Assert.Equal(folded, UserName.From(name).ForSearch);

    [Fact]
    public void Fold_OfASearchText_KeepsTheWhiteSpaceAround() => Assert.Equal(" ann ", UserName.Fold(" ANN "));

    private static string Repeat(string character, int count) => string.Concat(Enumerable.Repeat(character, count));
}
