using System.Buffers;

namespace Concierge.Domain.Common;

/// <summary>The form of the ids that callers own and may choose: <c>^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$</c>, case-sensitive.</summary>
public static class CallerId
{
    /// <summary>The form as a regular expression, for documents.</summary>
    public const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    /// <summary>Longest id, in characters.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether <paramref name="text"/> has the form.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Allowed);
}
