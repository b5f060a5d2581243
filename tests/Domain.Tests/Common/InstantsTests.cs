using System.Globalization;
using Concierge.Domain.Common;
using FsCheck.Fluent;

namespace Concierge.Domain.Tests.Common;

public sealed class InstantsTests
{
    [Theory]
    [InlineData("2026-01-02T03:04:05.1230000+00:00", "2026-01-02T03:04:05.1230000+00:00")]
    [InlineData("2026-01-02T03:04:05.1230001+00:00", "2026-01-02T03:04:05.1230000+00:00")]
    [InlineData("2026-01-02T03:04:05.1235000+00:00", "2026-01-02T03:04:05.1230000+00:00")]
    [InlineData("2026-01-02T03:04:05.1239999+00:00", "2026-01-02T03:04:05.1230000+00:00")]
    [InlineData("2026-12-31T23:59:59.9999999+00:00", "2026-12-31T23:59:59.9990000+00:00")]
    [InlineData("1969-12-31T23:59:59.9999999+00:00", "1969-12-31T23:59:59.9990000+00:00")]
    public void CutToMilliseconds_WithFractionOfMillisecond_Truncates(string instant, string cut) =>
        Assert.Equal(At(cut), At(instant).CutToMilliseconds());

    [Fact]
    public void CutToMilliseconds_WithOffset_ConvertsToUtc()
    {
        var cut = At("2026-01-02T00:30:00.1239999+02:00").CutToMilliseconds();

        Assert.Equal(TimeSpan.Zero, cut.Offset);
        Assert.Equal(At("2026-01-01T22:30:00.1230000+00:00"), cut);
    }

    [Fact]
    public void CutToMilliseconds_WithAnyInstant_RemovesLessThanOneMillisecond() =>
        Properties.HoldsForAll(
            from seconds in Gen.Choose(int.MinValue, int.MaxValue)
            from ticks in Gen.Choose(0, (int)TimeSpan.TicksPerSecond - 1)
            from hours in Gen.Choose(-14, 14)
            select DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(ticks).ToOffset(TimeSpan.FromHours(hours)),
            instant =>
            {
                var cut = instant.CutToMilliseconds();
                return cut.UtcTicks % TimeSpan.TicksPerMillisecond == 0 && (instant - cut).Ticks is >= 0 and < TimeSpan.TicksPerMillisecond;
            });

    [Theory]
    [InlineData("2026-11-21T09:30:00Z", "2026-11-21T09:30:00.000Z")]
    [InlineData("2022-11-01T11:11:11.111Z", "2022-11-01T11:11:11.111Z")]
    [InlineData("2026-11-21t09:30:00z", "2026-11-21T09:30:00.000Z")]
    [InlineData("2026-11-21T09:30:00z", "2026-11-21T09:30:00.000Z")]
    [InlineData("2026-11-21t09:30:00.5Z", "2026-11-21T09:30:00.500Z")]
    [InlineData("2026-11-21t10:30:00+01:00", "2026-11-21T09:30:00.000Z")]
    [InlineData("2026-11-21T00:00:00Z", "2026-11-21T00:00:00.000Z")]
    [InlineData("2026-11-21T23:59:59.999Z", "2026-11-21T23:59:59.999Z")]
    // Offsets, including unused ones; day, month and year may differ in UTC.
    [InlineData("2026-11-21T10:30:00.000+01:00", "2026-11-21T09:30:00.000Z")]
    [InlineData("2026-11-21T09:30:00+00:00", "2026-11-21T09:30:00.000Z")]
    [InlineData("2026-11-21T09:30:00-00:00", "2026-11-21T09:30:00.000Z")]
    [InlineData("2026-11-21T09:30:00+05:45", "2026-11-21T03:45:00.000Z")]
    [InlineData("2026-11-21T09:30:00-03:30", "2026-11-21T13:00:00.000Z")]
    [InlineData("2026-11-21T09:30:00+14:00", "2026-11-20T19:30:00.000Z")]
    [InlineData("2026-11-21T09:30:00-12:00", "2026-11-21T21:30:00.000Z")]
    [InlineData("2026-11-21T09:30:00+14:01", "2026-11-20T19:29:00.000Z")]
    [InlineData("2026-11-21T09:30:00-14:01", "2026-11-21T23:31:00.000Z")]
    [InlineData("2026-11-21T09:30:00+23:59", "2026-11-20T09:31:00.000Z")]
    [InlineData("2026-11-21T09:30:00-23:59", "2026-11-22T09:29:00.000Z")]
    [InlineData("2026-01-01T00:00:00+00:01", "2025-12-31T23:59:00.000Z")]
    [InlineData("2025-12-31T23:59:59.999-00:01", "2026-01-01T00:00:59.999Z")]
    // Leap days.
    [InlineData("2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000Z")]
    [InlineData("2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000Z")]
    [InlineData("0004-02-29T12:00:00Z", "0004-02-29T12:00:00.000Z")]
    [InlineData("2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00.000Z")]
    [InlineData("2023-03-01T00:30:00+01:00", "2023-02-28T23:30:00.000Z")]
    [InlineData("2024-12-31T00:00:00Z", "2024-12-31T00:00:00.000Z")]
    // The Unix epoch and before it.
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z")]
    [InlineData("1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z")]
    // The minimum and the maximum time, also reached through an offset.
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00-00:00", "0001-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00-23:59", "0001-01-01T23:59:00.000Z")]
    [InlineData("0001-01-01T00:01:00+00:01", "0001-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T23:59:00+23:59", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T23:59:59.99999999Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T23:59:59.999+00:00", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T23:59:59.999+23:59", "9999-12-31T00:00:59.999Z")]
    [InlineData("9999-12-31T23:58:59.999-00:01", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T00:00:59.999-23:59", "9999-12-31T23:59:59.999Z")]
    public void Parse_WithRfc3339Time_ReturnsUtc(string text, string expected)
    {
        var instant = Instants.Parse(text).Value;

        Assert.Equal(TimeSpan.Zero, instant.Offset);
        Assert.Equal(expected, instant.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Assert.Equal(0, instant.UtcTicks % TimeSpan.TicksPerMillisecond);
    }

    [Theory]
    [InlineData('9', 1, 900)]
    [InlineData('9', 2, 990)]
    [InlineData('9', 3, 999)]
    [InlineData('9', 4, 999)]
    [InlineData('9', 6, 999)]
    [InlineData('9', 7, 999)]
    [InlineData('9', 8, 999)]
    [InlineData('9', 9, 999)]
    [InlineData('9', 40, 999)]
    [InlineData('5', 4, 555)]
    [InlineData('0', 1, 0)]
    [InlineData('0', 3, 0)]
    [InlineData('0', 40, 0)]
    [InlineData('1', 1, 100)]
    [InlineData('1', 2, 110)]
    [InlineData('1', 40, 111)]
    public void Parse_WithFraction_TruncatesToMilliseconds(char digit, int digits, int milliseconds)
    {
        var fraction = new string(digit, digits);
        var expected = At("2026-11-21T09:30:05Z").AddMilliseconds(milliseconds);

        Assert.Equal(expected, Instants.Parse($"2026-11-21T09:30:05.{fraction}Z").Value);
        Assert.Equal(expected, Instants.Parse($"2026-11-21T10:30:05.{fraction}+01:00").Value);
        Assert.Equal([CommonErrors.DatetimeOffsetRequired], Instants.Parse($"2026-11-21T09:30:05.{fraction}").Errors);
    }

    [Theory]
    [InlineData("2026-11-21T09:30:05.0005Z")]
    [InlineData("2026-11-21T09:30:05.0009999Z")]
    [InlineData("2026-11-21T09:30:05.00099999999999999999999999999999999999Z")]
    public void Parse_WithFractionOfMillisecond_DoesNotRound(string text) =>
        Assert.Equal(At("2026-11-21T09:30:05Z"), Instants.Parse(text).Value);

    [Theory]
    [InlineData("2026-11-21T09:30:00")]
    [InlineData("2026-11-21t09:30:00")]
    [InlineData("2026-11-21T09:30:00.1")]
    [InlineData("2024-02-29T23:59:59.999999999")]
    [InlineData("0001-01-01T00:00:00")]
    [InlineData("9999-12-31T23:59:59.999")]
    public void Parse_WithoutOffset_ReturnsOffsetRequired(string text) =>
        Assert.Equal([CommonErrors.DatetimeOffsetRequired], Instants.Parse(text).Errors);

    [Theory]
    // Empty or incomplete.
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Z")]
    [InlineData("now")]
    [InlineData("2026")]
    [InlineData("2026-11")]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-21Z")]
    [InlineData("2026-11-21T")]
    [InlineData("2026-11-21T09Z")]
    [InlineData("2026-11-21T09:30Z")]
    [InlineData("2026-11-21T09:30")]
    [InlineData("09:30:00Z")]
    [InlineData("T09:30:00Z")]
    // Other ISO 8601 formats, and other formats.
    [InlineData("2026-11-21 09:30:00Z")]
    [InlineData("2026-11-21_09:30:00Z")]
    [InlineData("2026-11-2109:30:00Z")]
    [InlineData("20261121T093000Z")]
    [InlineData("2026-11-21T093000Z")]
    [InlineData("20261121T09:30:00Z")]
    [InlineData("2026-W47-6T09:30:00Z")]
    [InlineData("2026-325T09:30:00Z")]
    [InlineData("+2026-11-21T09:30:00Z")]
    [InlineData("-2026-11-21T09:30:00Z")]
    [InlineData("+002026-11-21T09:30:00Z")]
    [InlineData("12026-11-21T09:30:00Z")]
    [InlineData("26-11-21T09:30:00Z")]
    [InlineData("2026-1-21T09:30:00Z")]
    [InlineData("2026-11-1T09:30:00Z")]
    [InlineData("2026-11-21T9:30:00Z")]
    [InlineData("2026-11-21T09:3:00Z")]
    [InlineData("2026-11-21T09:30:0Z")]
    [InlineData("2026-11-21T009:30:00Z")]
    [InlineData("2026/11/21T09:30:00Z")]
    [InlineData("21-11-2026T09:30:00Z")]
    [InlineData("2026-11-21T09.30.00Z")]
    [InlineData("Sat, 21 Nov 2026 09:30:00 GMT")]
    [InlineData("1795253400")]
    [InlineData("1795253400000")]
    [InlineData("2026-11-21T09:30:00Z[Europe/Berlin]")]
    [InlineData("2026-11-21T09:30:00Z/2026-11-21T10:30:00Z")]
    // Fractions.
    [InlineData("2026-11-21T09:30:00.Z")]
    [InlineData("2026-11-21T09:30:00.")]
    [InlineData("2026-11-21T09:30:00,5Z")]
    [InlineData("2026-11-21T09:30:00.5.5Z")]
    [InlineData("2026-11-21T09:30:00.-5Z")]
    [InlineData("2026-11-21T09:30:00.5e1Z")]
    [InlineData("2026-11-21T09:30.5Z")]
    // Offsets.
    [InlineData("2026-11-21T09:30:00+24:00")]
    [InlineData("2026-11-21T09:30:00-24:00")]
    [InlineData("2026-11-21T09:30:00+30:00")]
    [InlineData("2026-11-21T09:30:00+99:99")]
    [InlineData("2026-11-21T09:30:00+01:60")]
    [InlineData("2026-11-21T09:30:00+01")]
    [InlineData("2026-11-21T09:30:00+0100")]
    [InlineData("2026-11-21T09:30:00+1:00")]
    [InlineData("2026-11-21T09:30:00+01:0")]
    [InlineData("2026-11-21T09:30:00+01:000")]
    [InlineData("2026-11-21T09:30:00+001:00")]
    [InlineData("2026-11-21T09:30:00+01:00:00")]
    [InlineData("2026-11-21T09:30:00+")]
    [InlineData("2026-11-21T09:30:00 +01:00")]
    [InlineData("2026-11-21T09:30:00 01:00")]
    [InlineData("2026-11-21T09:30:00\u221201:00")]
    [InlineData("2026-11-21T09:30:00+-1:00")]
    [InlineData("2026-11-21T09:30:00Z+01:00")]
    [InlineData("2026-11-21T09:30:00+01:00Z")]
    [InlineData("2026-11-21T09:30:00ZZ")]
    [InlineData("2026-11-21T09:30:00A")]
    [InlineData("2026-11-21T09:30:00UTC")]
    [InlineData("2026-11-21T09:30:00GMT")]
    // Days and hours that do not exist. A leap second cannot be distinguished from the second after it.
    [InlineData("2026-02-30T09:30:00Z")]
    [InlineData("2023-02-29T09:30:00Z")]
    [InlineData("1900-02-29T09:30:00Z")]
    [InlineData("2100-02-29T09:30:00Z")]
    [InlineData("2024-02-30T09:30:00Z")]
    [InlineData("2026-04-31T09:30:00Z")]
    [InlineData("2026-11-00T09:30:00Z")]
    [InlineData("2026-11-31T09:30:00Z")]
    [InlineData("2026-12-32T09:30:00Z")]
    [InlineData("2026-00-21T09:30:00Z")]
    [InlineData("2026-13-21T09:30:00Z")]
    [InlineData("2026-11-21T24:00:00Z")]
    [InlineData("2026-11-21T25:00:00Z")]
    [InlineData("2026-11-21T09:60:00Z")]
    [InlineData("2026-11-21T09:30:60Z")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("2017-01-01T00:59:60+01:00")]
    [InlineData("2026-11-21T09:30:61Z")]
    // The same without an offset: the offset is not the only error.
    [InlineData("2026-02-30T09:30:00")]
    [InlineData("2026-11-21T24:00:00")]
    [InlineData("2016-12-31T23:59:60")]
    // Before the minimum and after the maximum time.
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0000-12-31T23:59:59Z")]
    [InlineData("0000-12-31T23:59:59-01:00")]
    [InlineData("0000-12-31T23:59:59")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("0001-01-01T00:00:59.999+00:01")]
    [InlineData("0001-01-01T23:58:59.999+23:59")]
    [InlineData("9999-12-31T23:59:59.999-00:01")]
    [InlineData("9999-12-31T23:59:00-00:01")]
    [InlineData("9999-12-31T00:01:00-23:59")]
    [InlineData("10000-01-01T00:00:00Z")]
    // White space and other characters around or inside, and digits of other scripts.
    [InlineData(" 2026-11-21T09:30:00Z")]
    [InlineData("2026-11-21T09:30:00Z ")]
    [InlineData("2026-11-21T09:30:00Z\n")]
    [InlineData("2026-11-21T09:30:00Z\r\n")]
    [InlineData("\n2026-11-21T09:30:00Z")]
    [InlineData("2026-11-21T09:30:00\n")]
    [InlineData("2026-11-21T09:30:00Z\0")]
    [InlineData("2026-11-21T09:30:00Z\n2026-11-21T09:30:00Z")]
    [InlineData("\ufeff2026-11-21T09:30:00Z")]
    [InlineData("2026-11-21T 09:30:00Z")]
    [InlineData("2026-11-21T09:30: 0Z")]
    [InlineData("2026-11- 1T09:30:00Z")]
    [InlineData("\"2026-11-21T09:30:00Z\"")]
    [InlineData("\u0662\u0660\u0662\u0666-11-21T09:30:00Z")]
    [InlineData("2026-11-21T09:30:0\u0660Z")]
    [InlineData("2026-11-21T09:30:00.\u0665Z")]
    [InlineData("2026-11-21T09:30:00+01:0\u0660")]
    [InlineData("\uff12026-11-21T09:30:00Z")]
    public void Parse_WithAnyOtherText_ReturnsInvalid(string text) =>
        Assert.Equal([CommonErrors.DatetimeInvalid], Instants.Parse(text).Errors);

    [Fact]
    public void Parse_WithAnyInstantInAnyOffset_ReturnsTruncatedInstant() =>
        Properties.HoldsForAll(
            from seconds in Gen.Choose(int.MinValue, int.MaxValue)
            from ticks in Gen.Choose(0, (int)TimeSpan.TicksPerSecond - 1)
            from minutes in Gen.Choose(-1439, 1439)
            from digits in Gen.Choose(1, 7)
            select (
                Local: DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(ticks),
                Offset: TimeSpan.FromMinutes(minutes),
                Fraction: new string('f', digits)),
            row =>
            {
                var local = row.Local.ToString($"yyyy-MM-dd'T'HH:mm:ss.{row.Fraction}", CultureInfo.InvariantCulture);
                var written = DateTime.ParseExact(local, $"yyyy-MM-dd'T'HH:mm:ss.{row.Fraction}", CultureInfo.InvariantCulture);
                var expected = new DateTimeOffset(written - row.Offset, TimeSpan.Zero).CutToMilliseconds();
                return Instants.Parse($"{local}{(row.Offset < TimeSpan.Zero ? '-' : '+')}{row.Offset:hh\\:mm}").Value == expected;
            });

    [Fact]
    public void Parse_WhenOneCharacterIsReplaced_AcceptsOnlySpellingsOfResult() =>
        Properties.HoldsForAll(
            from text in Gen.Elements(
                "2024-02-29T23:59:59.999Z", "2026-11-21T09:30:00+01:00", "0001-01-01T00:00:00-00:01", "9999-12-31T23:59:59.9+13:59")
            from place in Gen.Choose(0, text.Length - 1)
            from character in Gen.Elements("0123456789-+:.TtZz ,\n".ToCharArray())
            select $"{text[..place]}{character}{text[(place + 1)..]}",
            text =>
            {
                var answer = Instants.Parse(text);
                if (!answer.IsSuccess)
                {
                    return answer.Errors is [var error]
                        && (error == CommonErrors.DatetimeInvalid || error == CommonErrors.DatetimeOffsetRequired);
                }

                var offset = text[^1] is 'Z' or 'z'
                    ? TimeSpan.Zero
                    : TimeSpan.Parse(text[^6..].TrimStart('+'), CultureInfo.InvariantCulture);
                var local = (answer.Value.UtcDateTime + offset).ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
                return local.StartsWith(text[..19].ToUpperInvariant(), StringComparison.Ordinal);
            });

    [Fact]
    public void Latest_Always_IsLastMillisecondOfYear9999() => Assert.Equal(At("9999-12-31T23:59:59.999Z"), Instants.Latest);

    [Theory]
    [InlineData("2026-11-21T12:00:00Z", "03:00:00", "2026-11-21T15:00:00Z")]
    [InlineData("2026-11-21T12:00:00Z", "-03:00:00", "2026-11-21T09:00:00Z")]
    [InlineData("2026-11-21T12:00:00Z", "00:00:00", "2026-11-21T12:00:00Z")]
    [InlineData("2024-02-29T12:00:00Z", "365.00:00:00", "2025-02-28T12:00:00Z")]
    // Just before, at and just after the maximum time.
    [InlineData("9999-12-31T20:59:59.998Z", "03:00:00", "9999-12-31T23:59:59.998Z")]
    [InlineData("9999-12-31T20:59:59.999Z", "03:00:00", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T21:00:00.000Z", "03:00:00", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "00:00:00", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "00:00:00.001", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "-03:00:00", "9999-12-31T20:59:59.999Z")]
    // Just after, at and just before the minimum time.
    [InlineData("0001-01-01T03:00:00.001Z", "-03:00:00", "0001-01-01T00:00:00.001Z")]
    [InlineData("0001-01-01T03:00:00.000Z", "-03:00:00", "0001-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T02:59:59.999Z", "-03:00:00", "0001-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00.000Z", "00:00:00", "0001-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00.000Z", "-00:00:00.001", "0001-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00.000Z", "03:00:00", "0001-01-01T03:00:00.000Z")]
    // From minimum to maximum time, and by the longest time spans.
    [InlineData("2026-11-21T12:00:00Z", "10675199.02:48:05.4775807", "9999-12-31T23:59:59.999Z")]
    [InlineData("2026-11-21T12:00:00Z", "-10675199.02:48:05.4775808", "0001-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00.000Z", "3652058.23:59:59.999", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "-3652058.23:59:59.999", "0001-01-01T00:00:00.000Z")]
    public void ShiftWithinTime_BeyondRange_ReturnsLimit(string instant, string by, string shifted) =>
        Assert.Equal(At(shifted), At(instant).ShiftWithinTime(TimeSpan.ParseExact(by, "c", CultureInfo.InvariantCulture)));

    [Fact]
    public void ShiftWithinTime_WithOffsetNearMaxTime_ReturnsUtc() =>
        Assert.Equal(
            new DateTimeOffset(9999, 12, 31, 23, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(9999, 12, 31, 23, 30, 0, TimeSpan.FromHours(1)).ShiftWithinTime(TimeSpan.FromHours(1)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
