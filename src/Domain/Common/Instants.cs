using System.Globalization;
using System.Text.RegularExpressions;

namespace Concierge.Domain.Common;

/// <summary>Parses times and limits them to the precision and the range that the service stores: milliseconds, years 1 to 9999.</summary>
public static partial class Instants
{
    /// <summary>The latest instant that can be stored: the last millisecond of the year 9999, in UTC.</summary>
    public static readonly DateTimeOffset Latest = DateTimeOffset.MaxValue.CutToMilliseconds();

    /// <summary>Converts to UTC and truncates to whole milliseconds, a precision that every client can represent.</summary>
    public static DateTimeOffset CutToMilliseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    /// <summary>
    /// Adds <paramref name="by"/>, which may be negative. The result is in UTC and is limited to <see cref="DateTimeOffset.MinValue"/> and
    /// <see cref="Latest"/>.
    /// </summary>
    public static DateTimeOffset ShiftWithinTime(this DateTimeOffset instant, TimeSpan by) =>
        by > Latest - instant ? Latest : by < DateTimeOffset.MinValue - instant ? DateTimeOffset.MinValue : instant.ToUniversalTime() + by;

    /// <summary>
    /// Parses a <c>date-time</c> (RFC 3339 §5.6), converts it to UTC and truncates it to milliseconds. Fails with
    /// <see cref="CommonErrors.DatetimeOffsetRequired"/> if only the offset is missing, and with <see cref="CommonErrors.DatetimeInvalid"/>
    /// for every other text and for null. Leap seconds are invalid.
    /// </summary>
    public static Result<DateTimeOffset> Parse(string? instant)
    {
        var match = Rfc3339().Match(instant ?? "");
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
                // RFC 3339 allows offsets up to 23:59; DateTimeOffset is limited to 14:00.
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
