using System.Globalization;
using System.Text.RegularExpressions;
using Concierge.Domain.Sms;
using Concierge.Domain.Tests.Common;
using FsCheck.Fluent;

namespace Concierge.Domain.Tests.Sms;

public sealed partial class SmsTextTests
{
    /// <summary>The basic table, row by row as 3GPP TS 23.038 §6.2.1 prints it, without the escape at 0x1B.</summary>
    private const string Basic =
        "@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5"
        + "\u0394_\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e\u00c6\u00e6\u00df\u00c9"
        + " !\"#\u00a4%&'()*+,-./"
        + "0123456789:;<=>?"
        + "\u00a1ABCDEFGHIJKLMNO"
        + "PQRSTUVWXYZ\u00c4\u00d6\u00d1\u00dc\u00a7"
        + "\u00bfabcdefghijklmno"
        + "pqrstuvwxyz\u00e4\u00f6\u00f1\u00fc\u00e0";

    /// <summary>The extension table (§6.2.1.1).</summary>
    private const string Extension = "\f^{}\\[~]|\u20ac";

    [Fact]
    public void Encoding_OfEveryCharacter_IsGsm7OnlyForBothTables()
    {
        // Behind a letter, as some of them alone would be a blank text.
        var gsm7 = Enumerable.Range(char.MinValue, char.MaxValue + 1).Select(c => (char)c)
            .Where(c => SmsText.From($"a{c}").Encoding == SmsEncoding.Gsm7);

        Assert.Equal(127 + 10, (Basic + Extension).Distinct().Count());
        Assert.Equal((Basic + Extension).Order(), gsm7);
    }

    [Theory]
    [InlineData("\u00e7")]
    [InlineData("\u00eb")]
    [InlineData("\u00e1")]
    [InlineData("`")]
    [InlineData("\t")]
    [InlineData("\u001b")]
    [InlineData("\u00a0")]
    [InlineData("\u2019")]
    [InlineData("\u03b1")]
    [InlineData("\u2126")]
    [InlineData("\u2206")]
    [InlineData("e\u0301")]
    [InlineData("\U0001f600")]
    public void Encoding_WithCharacterInNeitherTable_IsUcs2(string other)
    {
        Assert.Equal(SmsEncoding.Ucs2, SmsText.From("Hello" + other).Encoding);
        Assert.Equal(SmsEncoding.Ucs2, SmsText.From(other + "Hello").Encoding);
    }

    [Fact]
    public void Characters_InGsm7_CountExtensionTwice()
    {
        Assert.All(Basic, c => Assert.Equal(2, SmsText.From($"a{c}").Characters));
        Assert.All(Extension, c => Assert.Equal(3, SmsText.From($"a{c}").Characters));
    }

    [Theory]
    // One part of up to 160, then parts of 153.
    [InlineData("1a", 1, 1)]
    [InlineData("159a", 159, 1)]
    [InlineData("160a", 160, 1)]
    [InlineData("161a", 161, 2)]
    [InlineData("306a", 306, 2)]
    [InlineData("307a", 307, 3)]
    [InlineData("459a", 459, 3)]
    [InlineData("460a", 460, 4)]
    [InlineData("1530a", 1530, 10)]
    [InlineData("1531a", 1531, 11)]
    [InlineData("1600a", 1600, 11)]
    // A character of the extension table takes two.
    [InlineData("80\u20ac", 160, 1)]
    [InlineData("81\u20ac", 162, 2)]
    [InlineData("158a 1[", 160, 1)]
    [InlineData("159a 1[", 161, 2)]
    // Where it would straddle the end of a part, it begins the next one.
    [InlineData("151a 1\u20ac 153a", 306, 2)]
    [InlineData("152a 1\u20ac 151a", 305, 2)]
    [InlineData("152a 1\u20ac 152a", 306, 3)]
    [InlineData("153a 1\u20ac 151a", 306, 2)]
    [InlineData("153a 152a 1\u20ac", 307, 3)]
    [InlineData("152\u20ac", 304, 2)]
    [InlineData("153\u20ac", 306, 3)]
    [InlineData("1600\u20ac", 3200, 22)]
    public void Segments_InGsm7_CountSeptetsAndSplitNoEscape(string text, int characters, int segments) =>
        AssertSplit(text, SmsEncoding.Gsm7, characters, segments);

    [Theory]
    // One part of up to 70, then parts of 67.
    [InlineData("1\u0436", 1, 1)]
    [InlineData("69\u0436", 69, 1)]
    [InlineData("70\u0436", 70, 1)]
    [InlineData("71\u0436", 71, 2)]
    [InlineData("134\u0436", 134, 2)]
    [InlineData("135\u0436", 135, 3)]
    [InlineData("201\u0436", 201, 3)]
    [InlineData("202\u0436", 202, 4)]
    [InlineData("1541\u0436", 1541, 23)]
    [InlineData("1542\u0436", 1542, 24)]
    [InlineData("1600\u0436", 1600, 24)]
    // One character is enough, and one of the extension table counts once.
    [InlineData("69a 1\u0436", 70, 1)]
    [InlineData("159a 1\u0436", 160, 3)]
    [InlineData("69\u20ac 1\u0436", 70, 1)]
    [InlineData("70\u20ac 1\u0436", 71, 2)]
    // A character beyond U+FFFF takes two.
    [InlineData("35\U0001f600", 70, 1)]
    [InlineData("36\U0001f600", 72, 2)]
    [InlineData("68\u0436 1\U0001f600", 70, 1)]
    [InlineData("69\u0436 1\U0001f600", 71, 2)]
    // Where it would straddle the end of a part, it begins the next one.
    [InlineData("65\u0436 1\U0001f600 67\u0436", 134, 2)]
    [InlineData("66\u0436 1\U0001f600 65\u0436", 133, 2)]
    [InlineData("66\u0436 1\U0001f600 66\u0436", 134, 3)]
    [InlineData("67\u0436 1\U0001f600 65\u0436", 134, 2)]
    [InlineData("67\u0436 66\u0436 1\U0001f600", 135, 3)]
    [InlineData("66\U0001f600", 132, 2)]
    [InlineData("67\U0001f600", 134, 3)]
    [InlineData("1600\U0001f600", 3200, 49)]
    // A mark is a character like any other: what it belongs to may be in the part before.
    [InlineData("35e\u0301", 70, 1)]
    [InlineData("36e\u0301", 72, 2)]
    [InlineData("67e\u0301", 134, 2)]
    public void Segments_InUcs2_CountCodeUnitsAndSplitNoPair(string text, int characters, int segments) =>
        AssertSplit(text, SmsEncoding.Ucs2, characters, segments);

    /// <summary>Not among the rows above: an attribute cannot hold half a pair.</summary>
    [Fact]
    public void Segments_WithLoneSurrogates_CountEachAsOne()
    {
        AssertSplit("70\ud83d", SmsEncoding.Ucs2, 70, 1);
        AssertSplit("71\ude00", SmsEncoding.Ucs2, 71, 2);
        AssertSplit("66\u0436 1\ud83d 67\u0436", SmsEncoding.Ucs2, 134, 2);
    }

    [Fact]
    public void Segments_OfAnyText_EqualThoseOfOracle() =>
        Properties.HoldsForAll(
            from alphabet in Gen.Elements("a", "ab\u20ac", "a[]", "\u20ac", "\u0436\ud83d\ude00", "a\u20ac\u0436", "\ud83d\ude00")
            from text in Gen.OneOf(
                Properties.TextOf(alphabet, 1, 700),
                Gen.Choose(1, 300).Select(times => string.Concat(Enumerable.Repeat(alphabet, times))))
            select text,
            text =>
            {
                var sms = SmsText.From(text);
                var isGsm7 = text.All((Basic + Extension).Contains);
                var (units, single, part) = isGsm7 ? (Septets(text), 160, 153) : (text, 70, 67);
                return sms.Encoding == (isGsm7 ? SmsEncoding.Gsm7 : SmsEncoding.Ucs2)
                    && sms.Characters == units.Length
                    && sms.Segments == (units.Length <= single ? 1 : CountParts(units, part));
            });

    [Theory]
    [InlineData("1599a", true)]
    [InlineData("1600a", true)]
    [InlineData("1601a", false)]
    [InlineData("1600\u20ac", true)]
    [InlineData("1601\u20ac", false)]
    [InlineData("1600\U0001f600", true)]
    [InlineData("1601\U0001f600", false)]
    [InlineData("1599\U0001f600 1a", true)]
    [InlineData("1600\U0001f600 1a", false)]
    [InlineData("800e\u0301", true)]
    [InlineData("800e\u0301 1a", false)]
    public void From_AtMaxLength_CountsCodePoints(string text, bool isShortEnough)
    {
        text = Read(text);

        Assert.Equal(isShortEnough, SmsText.IsShortEnough(text));
        if (isShortEnough)
        {
            Assert.Equal(text, SmsText.From(text).Value);
        }
        else
        {
            Assert.Throws<ArgumentException>(() => SmsText.From(text));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t")]
    [InlineData("\r\n")]
    [InlineData("\f")]
    [InlineData("\u00a0")]
    [InlineData("\u2003")]
    [InlineData("\u2028")]
    [InlineData("\u3000")]
    [InlineData(" \n\u00a0 ")]
    public void From_WithBlankText_Throws(string? text) => Assert.Throws<ArgumentException>(() => SmsText.From(text!));

    [Theory]
    [InlineData(" a ")]
    [InlineData("\n.")]
    public void From_WithSurroundingWhiteSpace_KeepsIt(string text) => Assert.Equal(text, SmsText.From(text).Value);

    [Fact]
    public void From_WithTooLongText_ThrowsWithoutTheText()
    {
        var exception = Assert.Throws<ArgumentException>(() => SmsText.From(string.Concat(Enumerable.Repeat("secret ", 300))));

        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Always_HidesText()
    {
        Assert.DoesNotContain("Hello", SmsText.From("Hello").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Hello", $"{SmsText.From("Hello")}", StringComparison.Ordinal);
    }

    private static void AssertSplit(string text, SmsEncoding encoding, int characters, int segments)
    {
        var sms = SmsText.From(Read(text));

        Assert.Equal((encoding, characters, segments), (sms.Encoding, sms.Characters, sms.Segments));
    }

    /// <summary>Reads a text such as <c>152a 1€</c>: how often, and what.</summary>
    private static string Read(string text) =>
        string.Concat(
            from run in text.Split(' ').Select(run => Run().Match(run))
            from unit in Enumerable.Repeat(run.Groups[2].Value, int.Parse(run.Groups[1].Value, CultureInfo.InvariantCulture))
            select unit);

    /// <summary>The text as it is sent, with an escape in front of each character of the extension table.</summary>
    private static string Septets(string text) => string.Concat(text.Select(c => Extension.Contains(c) ? $"\u001b{c}" : $"{c}"));

    /// <summary>
    /// Cuts off one part after another, one unit earlier where the cut would be behind an escape or in the middle of a pair.
    /// </summary>
    private static int CountParts(string units, int part)
    {
        var count = 1;
        for (; units.Length > part; count++)
        {
            var splits = units[part - 1] == '\u001b' || char.IsSurrogatePair(units[part - 1], units[part]);
            units = units[(splits ? part - 1 : part)..];
        }

        return count;
    }

    [GeneratedRegex(@"\A([0-9]+)(.+)\z", RegexOptions.Singleline)]
    private static partial Regex Run();
}
