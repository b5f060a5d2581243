using Concierge.Domain.Common;

namespace Concierge.Domain.Users;

/// <summary>A user's name: 1 to 100 characters after trimming.</summary>
public readonly record struct UserName
{
    /// <summary>Longest name, in characters (code points).</summary>
    public const int MaxLength = 100;

    private UserName(string value) => Value = value;

    public string Value { get; }

    /// <summary>The name as searches compare it.</summary>
    public string ForSearch => Fold(Value);

    /// <summary>Wraps text that is known to be valid; anything else is a bug.</summary>
    public static UserName From(string text)
    {
        var trimmed = text.Trim();
        return trimmed.LengthInCodePoints() is >= 1 and <= MaxLength
            ? new(trimmed)
            : throw new ArgumentException("Not a user name.", nameof(text));
    }

    /// <summary>Text as searches compare it: without case, by Unicode's simple mapping and no culture.</summary>
    public static string Fold(string text) => text.ToLowerInvariant();
}
