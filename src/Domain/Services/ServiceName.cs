using Concierge.Domain.Common;

namespace Concierge.Domain.Services;

/// <summary>The name of a service: 1 to 100 characters after trimming.</summary>
public readonly record struct ServiceName
{
    /// <summary>Maximum length, in code points.</summary>
    public const int MaxLength = 100;

    private ServiceName(string value) => Value = value;

    public string Value { get; }

    /// <summary>Trims valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static ServiceName From(string? text) => new(Text.TrimName(text, MaxLength));
}
