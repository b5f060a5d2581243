using Concierge.Domain.Common;

namespace Concierge.Domain.Messages;

/// <summary>The text of a message: 1 to 4000 characters, not only white space.</summary>
public readonly record struct MessageBody
{
    /// <summary>Maximum length, in code points.</summary>
    public const int MaxLength = 4000;

    private MessageBody(string value) => Value = value;

    public string Value { get; }

    /// <summary>Creates a body from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static MessageBody From(string? text) =>
        !text.IsBlank() && text.LengthInCodePoints() <= MaxLength
            ? new(text)
            : throw new ArgumentException("The message body is not valid.", nameof(text));
}
