using Concierge.Domain.Common;

namespace Concierge.Domain.Users;

/// <summary>The name of a user: 1 to 100 characters after trimming.</summary>
public readonly record struct UserName
{
    /// <summary>Maximum length, in code points.</summary>
    public const int MaxLength = 100;

    private UserName(string value) => Value = value;

    public string Value { get; }

    /// <summary>Trims valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static UserName From(string? text) => new(Text.TrimName(text, MaxLength));
}
