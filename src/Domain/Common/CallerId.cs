using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Concierge.Domain.Common;

/// <summary>Format of the ids that callers may choose: <see cref="Pattern"/>, case-sensitive.</summary>
public static class CallerId
{
    /// <summary>The format as a regular expression, for the API description.</summary>
    public const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    /// <summary>Maximum length in characters.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Returns whether <paramref name="text"/> has the format.</summary>
    public static bool IsValid([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>Returns <paramref name="text"/> unchanged.</summary>
    /// <exception cref="ArgumentException">The text does not have the format.</exception>
    internal static string Require(string? text) =>
        IsValid(text) ? text : throw new ArgumentException($"An id must match {Pattern}.", nameof(text));
}
