using Concierge.Domain.Common;

namespace Concierge.Domain.Services;

/// <summary>A service's name: 1 to 100 characters after trimming.</summary>
public readonly record struct ServiceName
{
    /// <summary>Longest name, in characters (code points).</summary>
    public const int MaxLength = 100;

    private ServiceName(string value) => Value = value;

    public string Value { get; }

    /// <summary>Wraps text that is known to be valid; anything else is a bug.</summary>
    public static ServiceName From(string text)
    {
        var trimmed = text.Trim();
        return trimmed.LengthInCodePoints() is >= 1 and <= MaxLength
            ? new(trimmed)
            : throw new ArgumentException("Not a service name.", nameof(text));
    }
}
