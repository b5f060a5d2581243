using System.Globalization;
using System.Text.RegularExpressions;

namespace Concierge.Application.Events;

/// <summary>
/// Identifies an event, and the place in the feed right after it: <c>&lt;epoch&gt;-&lt;position&gt;</c>. The epoch changes when the
/// database may have lost or repeated positions, so that an id of the history before is not taken for one of the history after.
/// </summary>
/// <param name="Epoch">Four digits or lower-case letters.</param>
/// <param name="Position">Position in the feed: 1, 2, 3 and so on, without gaps. 0 is the place before the first event.</param>
public readonly partial record struct EventId(string Epoch, long Position)
{
    /// <summary>Format of the text.</summary>
    public const string Pattern = "^[0-9a-z]{4}-(0|[1-9][0-9]{0,18})$";

    /// <summary>Reads an id; null if the text is not valid.</summary>
    public static EventId? TryParse(string? text)
    {
        var match = Format().Match(text ?? "");
        return match.Success && long.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? new(match.Groups[1].Value, position)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Position}");

    [GeneratedRegex(@"\A([0-9a-z]{4})-(0|[1-9][0-9]{0,18})\z")]
    private static partial Regex Format();
}
