using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Concierge.Domain.Common;

/// <summary>Examines text, and counts its characters the way that clients and the database count them.</summary>
public static class Text
{
    /// <summary>
    /// Counts Unicode code points, like JSON Schema's <c>maxLength</c> and PostgreSQL's <c>char_length</c>. A surrogate pair counts once.
    /// </summary>
    public static int LengthInCodePoints(this string text)
    {
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
            {
                length--;
            }
        }

        return length;
    }

    /// <summary>
    /// Returns whether a text shows nothing: null, white space, control and format characters, and letters without a glyph.
    /// </summary>
    public static bool IsBlank([NotNullWhen(false)] this string? text) => text is null || text.EnumerateRunes().All(IsInvisible);

    /// <summary>
    /// Returns whether a text contains control characters, or directional embeddings, overrides and isolates, which reorder the text
    /// around it (<see href="https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters"/>).
    /// </summary>
    public static bool HasControls(this string text) =>
        text.Any(c => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));

    /// <summary>Trims the text of a name.</summary>
    /// <exception cref="ArgumentException">
    /// The text is blank, has controls inside, or has more than <paramref name="maxLength"/> code points.
    /// </exception>
    internal static string TrimName(string? text, int maxLength) =>
        text?.Trim() is { } name && !name.IsBlank() && !name.HasControls() && name.LengthInCodePoints() <= maxLength
            ? name
            : throw new ArgumentException($"A name must have 1 to {maxLength} characters and no controls.", nameof(text));

    /// <summary>
    /// Covers Unicode's Default_Ignorable_Code_Point (<see href="https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point"/>)
    /// and the empty Braille pattern.
    /// </summary>
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2065 or 0x2800 or 0x3164
            or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF);
}
