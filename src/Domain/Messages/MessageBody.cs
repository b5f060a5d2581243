using Concierge.Domain.Common;

namespace Concierge.Domain.Messages;

/// <summary>The text of a message: 1 to 4000 characters, not all of them white space.</summary>
public readonly record struct MessageBody
{
    /// <summary>Longest text, in characters (code points).</summary>
    public const int MaxLength = 4000;

    private MessageBody(string value) => Value = value;

    public string Value { get; }

    /// <summary>Wraps text that is known to be valid; anything else is a bug.</summary>
    public static MessageBody From(string text) =>
        !string.IsNullOrWhiteSpace(text) && text.LengthInCodePoints() <= MaxLength
            ? new(text)
            : throw new ArgumentException("Not a message body.", nameof(text));
}
