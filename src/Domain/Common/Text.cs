namespace Concierge.Domain.Common;

/// <summary>Counts characters the way that clients and the database count them.</summary>
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
}
