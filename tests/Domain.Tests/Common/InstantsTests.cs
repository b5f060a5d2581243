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
    public void CutToMilliseconds_BelowTheMillisecond_CutsAndDoesNotRound(string instant, string cut) =>
        Assert.Equal(Parse(cut), Parse(instant).CutToMilliseconds());

    [Fact]
    public void CutToMilliseconds_WithAnOffset_IsTheSameInstantInUtc()
    {
        var cut = Parse("2026-01-02T00:30:00.1239999+02:00").CutToMilliseconds();

        Assert.Equal(TimeSpan.Zero, cut.Offset);
        Assert.Equal(Parse("2026-01-01T22:30:00.1230000+00:00"), cut);
    }

    [Fact]
    public void CutToMilliseconds_OfAnyInstant_IsLessThanAMillisecondEarlierAndWhole() =>
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

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
