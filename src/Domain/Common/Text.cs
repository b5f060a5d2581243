namespace Concierge.Domain.Common;

/// <summary>Trims text and counts its characters the way that clients and the database count them.</summary>
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

    /// <summary>Trims the text of a name.</summary>
    /// <exception cref="ArgumentException">Nothing is left, or more than <paramref name="maxLength"/> code points.</exception>
    internal static string TrimName(string? text, int maxLength) =>
        text?.Trim() is { Length: > 0 } name && name.LengthInCodePoints() <= maxLength
            ? name
            : throw new ArgumentException($"A name must have 1 to {maxLength} characters.", nameof(text));
}
