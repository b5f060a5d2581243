using System.Text.RegularExpressions;
using Concierge.Domain.Common;

namespace Concierge.Domain.Tests.Common;

public sealed class CallerIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("z")]
    [InlineData("A")]
    [InlineData("Z")]
    [InlineData("0")]
    [InlineData("9")]
    [InlineData("123")]
    [InlineData("a.")]
    [InlineData("a_")]
    [InlineData("a-")]
    [InlineData("a..b__c--d")]
    [InlineData("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b")]
    public void IsValid_WithValidText_ReturnsTrue(string text) => Assert.True(CallerId.IsValid(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".a")]
    [InlineData("_a")]
    [InlineData("-a")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a@b")]
    [InlineData("a[b")]
    [InlineData("a`b")]
    [InlineData("a{b")]
    [InlineData("a,b")]
    [InlineData("a%20")]
    [InlineData("\u00e9")]
    [InlineData("a\u00e9")]
    [InlineData("\u0661")]
    [InlineData("a\u0661")]
    [InlineData("\uff41")]
    [InlineData("a\ud83d\ude00")]
    public void IsValid_WithForbiddenCharacter_ReturnsFalse(string? text) => Assert.False(CallerId.IsValid(text));

    [Fact]
    public void IsValid_WithEveryCharacter_AllowsOnlyThoseOfContract()
    {
        const string First = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var characters = Enumerable.Range(char.MinValue, char.MaxValue + 1).Select(code => (char)code).ToList();

        Assert.Equal(First.Order(), characters.Where(character => CallerId.IsValid($"{character}a")));
        Assert.Equal((First + "._-").Order(), characters.Where(character => CallerId.IsValid($"a{character}")));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(63, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void IsValid_AtLengthLimits_IsInclusive(int length, bool valid) =>
        Assert.Equal(valid, CallerId.IsValid(new string('a', length)));

    [Fact]
    public void IsValid_WithAnyText_MatchesPattern() =>
        Properties.HoldsForAll(
            Properties.TextOf("aZ09._-/ \n\u00e9", 0, 6),
            text => CallerId.IsValid(text) == Regex.IsMatch(text, CallerId.Pattern.Replace("$", @"\z", StringComparison.Ordinal)));

    [Fact]
    public void Pattern_Always_MatchesContract() => Assert.Equal("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", CallerId.Pattern);
}
