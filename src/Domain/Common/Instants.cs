using System.Globalization;
using System.Text.RegularExpressions;

namespace Concierge.Domain.Common;

/// <summary>How times are read, and the precision of every stored and answered one.</summary>
public static partial class Instants
{
    /// <summary>The last instant that can be stored: the last millisecond of the year 9999, in UTC.</summary>
    public static readonly DateTimeOffset Latest = DateTimeOffset.MaxValue.CutToMilliseconds();

    /// <summary>The same instant in UTC, cut (not rounded) to whole milliseconds, which is what every client can hold.</summary>
    public static DateTimeOffset CutToMilliseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    /// <summary>The instant so much later (or earlier, if negative), or the last (or first) one that there is.</summary>
    public static DateTimeOffset ShiftWithinTime(this DateTimeOffset instant, TimeSpan by) =>
        by > Latest - instant ? Latest : by < DateTimeOffset.MinValue - instant ? DateTimeOffset.MinValue : instant.ToUniversalTime() + by;

    /// <summary>
    /// Reads a <c>date-time</c> of RFC 3339 §5.6, in UTC and cut to milliseconds. Refuses every other text with <see cref="CommonErrors.DatetimeInvalid"/>,
    /// leap seconds included, and one that is complete but for its offset with <see cref="CommonErrors.DatetimeOffsetRequired"/>.
    /// </summary>
    public static Result<DateTimeOffset> Parse(string instant)
    {
        var match = Rfc3339().Match(instant);
        var text = $"{match.Groups["date"]} {match.Groups["time"]}";
        if (!DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return CommonErrors.DatetimeInvalid;
        }

        var milliseconds = match.Groups["fraction"].Value.PadRight(3, '0')[..3];
        var ticks = local.Ticks + int.Parse(milliseconds, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMillisecond;
        switch (match.Groups["offset"].Value)
        {
            case "":
                return CommonErrors.DatetimeOffsetRequired;
            case [var sign and ('+' or '-'), .. var ahead]:
                // As a number of its own: an offset of RFC 3339 may be larger than the 14 hours that DateTimeOffset takes.
                var offset = TimeSpan.ParseExact(ahead, @"hh\:mm", CultureInfo.InvariantCulture).Ticks;
                ticks -= sign == '+' ? offset : -offset;
                break;
        }

        return ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : CommonErrors.DatetimeInvalid;
    }

    [GeneratedRegex("""
        \A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]+))?
        (?<offset>[Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?\z
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Rfc3339();
}
