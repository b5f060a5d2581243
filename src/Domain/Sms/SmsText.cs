using System.Buffers;
using Concierge.Domain.Common;

namespace Concierge.Domain.Sms;

/// <summary>The text of an SMS: 1 to 1600 characters, not only white space.</summary>
public readonly record struct SmsText
{
    /// <summary>Maximum length, in code points.</summary>
    public const int MaxLength = 1600;

    /// <summary>Width of a character of the extension table: an escape and the character.</summary>
    private const int Escaped = 2;

    /// <summary>The basic character set (3GPP TS 23.038 §6.2.1), without the escape.</summary>
    private static readonly SearchValues<char> Basic = SearchValues.Create(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./"
        + "0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");

    /// <summary>The extension table (§6.2.1.1).</summary>
    private static readonly SearchValues<char> Extension = SearchValues.Create("\f^{}\\[~]|€");

    private SmsText(string value)
    {
        Value = value;
        Encoding = value.All(c => Basic.Contains(c) || Extension.Contains(c)) ? SmsEncoding.Gsm7 : SmsEncoding.Ucs2;
        (Characters, Segments) = Encoding == SmsEncoding.Gsm7
            ? Split(value.Select(c => Extension.Contains(c) ? Escaped : 1), single: 160, part: 153)
            : Split(value.EnumerateRunes().Select(rune => rune.Utf16SequenceLength), single: 70, part: 67);
    }

    public string Value { get; }

    public SmsEncoding Encoding { get; }

    /// <summary>Encoded length: septets in GSM-7, where a character of the extension table takes two; UTF-16 code units in UCS-2.</summary>
    public int Characters { get; }

    /// <summary>
    /// Number of parts: one of up to 160 (70) characters, or several of up to 153 (67), because each part then has a header (3GPP TS 23.040
    /// §9.2.3.24).
    /// </summary>
    public int Segments { get; }

    /// <summary>Returns whether <paramref name="text"/> is not too long.</summary>
    public static bool IsShortEnough(string text) => text.LengthInCodePoints() <= MaxLength;

    /// <summary>Creates a text from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid. The message does not repeat it.</exception>
    public static SmsText From(string text) =>
        !text.IsBlank() && IsShortEnough(text) ? new(text) : throw new ArgumentException("Not the text of an SMS.");

    /// <summary>Returns a placeholder, so a text that is formatted by accident does not end up in a log.</summary>
    public override string ToString() => "(the text of an SMS)";

    /// <summary>Counts characters and parts. Never splits an escape from its character, or a surrogate pair.</summary>
    private static (int Characters, int Segments) Split(IEnumerable<int> widths, int single, int part)
    {
        var (characters, segments, room) = (0, 1, part);
        foreach (var width in widths)
        {
            characters += width;
            if (width > room)
            {
                segments++;
                room = part;
            }

            room -= width;
        }

        return (characters, characters <= single ? 1 : segments);
    }
}
