namespace Concierge.Domain.Common;

/// <summary>How the length of text is counted.</summary>
public static class Text
{
    /// <summary>
    /// The number of Unicode code points, which is what JSON Schema's <c>maxLength</c> and PostgreSQL's <c>char_length</c> count; an emoji is not two.
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
