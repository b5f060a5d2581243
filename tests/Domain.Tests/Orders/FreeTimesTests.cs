using System.Globalization;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Tests.Common;
using FsCheck.Fluent;
using static Concierge.Domain.Tests.Orders.Given;

namespace Concierge.Domain.Tests.Orders;

/// <summary>Times at which an order would be accepted. The rows show one day with a window of three hours.</summary>
public sealed class FreeTimesTests
{
    /// <summary>Length of the generated schedules, in milliseconds.</summary>
    private const int World = 60;

    [Theory]
    // No order.
    [InlineData("06:00-18:00", "", "06:00-18:00")]
    // One order: inside the range, at each end, and less than one window before and after it.
    [InlineData("06:00-18:00", "12:00", "06:00-09:00 15:00-18:00")]
    [InlineData("06:00-18:00", "06:00", "09:00-18:00")]
    [InlineData("06:00-18:00", "18:00", "06:00-15:00")]
    [InlineData("06:00-18:00", "04:00", "07:00-18:00")]
    [InlineData("06:00-18:00", "20:00", "06:00-17:00")]
    // The blocked interval ends at an edge of the range, or one millisecond off.
    [InlineData("06:00-18:00", "09:00", "06:00-06:00 12:00-18:00")]
    [InlineData("06:00-18:00", "08:59:59.999", "11:59:59.999-18:00")]
    [InlineData("06:00-18:00", "09:00:00.001", "06:00-06:00:00.001 12:00:00.001-18:00")]
    [InlineData("06:00-18:00", "15:00", "06:00-12:00 18:00-18:00")]
    [InlineData("06:00-18:00", "15:00:00.001", "06:00-12:00:00.001")]
    [InlineData("06:00-18:00", "14:59:59.999", "06:00-11:59:59.999 17:59:59.999-18:00")]
    // An order outside that blocks nothing, or only the first or the last instant.
    [InlineData("06:00-18:00", "03:00", "06:00-18:00")]
    [InlineData("06:00-18:00", "03:00:00.001", "06:00:00.001-18:00")]
    [InlineData("06:00-18:00", "02:59:59.999", "06:00-18:00")]
    [InlineData("06:00-18:00", "21:00", "06:00-18:00")]
    [InlineData("06:00-18:00", "20:59:59.999", "06:00-17:59:59.999")]
    [InlineData("06:00-18:00", "21:00:00.001", "06:00-18:00")]
    [InlineData("06:00-18:00", "00:00 23:59:59.999", "06:00-18:00")]
    // The whole range is blocked, or all but its ends.
    [InlineData("06:00-12:00", "08:00 10:00", "")]
    [InlineData("10:00-14:00", "12:00", "")]
    [InlineData("09:00:00.001-14:59:59.999", "12:00", "")]
    [InlineData("09:00-15:00", "12:00", "09:00-09:00 15:00-15:00")]
    // Between two orders that are exactly two windows apart, one instant is free; if they are nearer, none is.
    [InlineData("07:00-17:00", "09:00 15:00", "12:00-12:00")]
    [InlineData("07:00-17:00", "09:00 14:59:59.999", "")]
    [InlineData("07:00-17:00", "09:00 15:00:00.001", "12:00-12:00:00.001")]
    [InlineData("00:00-20:00", "03:00 09:00 15:00", "00:00-00:00 06:00-06:00 12:00-12:00 18:00-20:00")]
    // Two orders nearer than the window allows; an earlier, shorter window may have accepted them.
    [InlineData("06:00-18:00", "12:00 12:00:00.001", "06:00-09:00 15:00:00.001-18:00")]
    // Unsorted and duplicate times.
    [InlineData("00:00-23:00", "20:00 04:00 12:00", "00:00-01:00 07:00-09:00 15:00-17:00 23:00-23:00")]
    [InlineData("06:00-18:00", "12:00 12:00 12:00", "06:00-09:00 15:00-18:00")]
    [InlineData("07:00-17:00", "15:00 09:00 15:00 09:00", "12:00-12:00")]
    // A range of one instant.
    [InlineData("12:00-12:00", "", "12:00-12:00")]
    [InlineData("12:00-12:00", "09:00 15:00", "12:00-12:00")]
    [InlineData("12:00-12:00", "09:00", "12:00-12:00")]
    [InlineData("12:00-12:00", "15:00", "12:00-12:00")]
    [InlineData("12:00-12:00", "12:00", "")]
    [InlineData("12:00-12:00", "09:00:00.001", "")]
    [InlineData("12:00-12:00", "14:59:59.999", "")]
    [InlineData("12:00-12:00", "09:00 14:59:59.999", "")]
    public void FreeTimes_OnOneDay_KeepThreeHoursFromEveryOrder(string range, string taken, string free)
    {
        var asked = Range(range);

        var times = ThreeHours.FreeTimes(asked.From, asked.To, taken.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Day));

        Assert.Equal(free.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Range), times);
    }

    [Fact]
    public void FreeTimes_WhenOrdersHaveOtherOffsets_CompareInstants() =>
        Assert.Equal(
            [new(Day("06:00"), Day("09:00")), new FreeTime(Day("15:00"), Day("18:00"))],
            ThreeHours.FreeTimes(
                Day("06:00"),
                Day("18:00"),
                [Day("12:00").ToOffset(TimeSpan.FromHours(14)), Day("12:00").ToOffset(TimeSpan.FromHours(-12))]));

    [Theory]
    [InlineData("9999-12-31T20:59:59.999Z", "9999-12-31T17:59:59.999Z", true)]
    [InlineData("9999-12-31T21:00:00.000Z", "9999-12-31T18:00:00.000Z", false)]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T20:59:59.999Z", false)]
    public void FreeTimes_NearMaxTime_DoNotOverflow(string taken, string end, bool isLastFree)
    {
        var from = At("9999-12-31T00:00:00Z");
        FreeTime[] last = isLastFree ? [new(Instants.Latest, Instants.Latest)] : [];

        Assert.Equal([new(from, At(end)), .. last], ThreeHours.FreeTimes(from, Instants.Latest, [At(taken)]));
    }

    [Theory]
    [InlineData("0001-01-01T03:00:00.000Z", "0001-01-01T06:00:00.000Z", true)]
    [InlineData("0001-01-01T02:59:59.999Z", "0001-01-01T05:59:59.999Z", false)]
    [InlineData("0001-01-01T00:00:00.000Z", "0001-01-01T03:00:00.000Z", false)]
    public void FreeTimes_NearMinTime_DoNotUnderflow(string taken, string start, bool isFirstFree)
    {
        var to = At("0001-01-02T00:00:00Z");
        FreeTime[] first = isFirstFree ? [new(DateTimeOffset.MinValue, DateTimeOffset.MinValue)] : [];

        Assert.Equal([.. first, new(At(start), to)], ThreeHours.FreeTimes(DateTimeOffset.MinValue, to, [At(taken)]));
    }

    [Theory]
    [InlineData("00:00:00.001")]
    [InlineData("03:00:00")]
    [InlineData("365.00:00:00")]
    public void FreeTimes_FromMinToMaxTime_ExcludeOneWindowAroundEachOrder(string length)
    {
        var (window, at) = (Window(length), At("2024-02-29T12:00:00Z"));

        Assert.Equal(
            [
                new(DateTimeOffset.MinValue + window.Length, at - window.Length),
                new FreeTime(at + window.Length, Instants.Latest - window.Length),
            ],
            window.FreeTimes(DateTimeOffset.MinValue, Instants.Latest, [at, Instants.Latest, DateTimeOffset.MinValue]));
    }

    /// <summary>Compares with an oracle that tests every millisecond and merges adjacent free ones.</summary>
    [Fact]
    public void FreeTimes_WithAnyRange_MatchOracle() =>
        Properties.HoldsForAll(
            from start in Gen.Elements(
                DateTimeOffset.MinValue, At("1969-12-31T23:59:59.970Z"), At("2024-02-28T23:59:59.970Z"),
                Instants.Latest.AddMilliseconds(-World))
            from length in Gen.Choose(1, 12)
            from ends in Gen.Choose(0, World).Two()
            from count in Gen.Choose(0, 7)
            from taken in Gen.Choose(0, World).ArrayOf(count)
            select (
                Start: start, Length: length, From: Math.Min(ends.Item1, ends.Item2), To: Math.Max(ends.Item1, ends.Item2), Taken: taken),
            row =>
            {
                var window = new OrderWindow(TimeSpan.FromMilliseconds(row.Length), WindowScope.Service);
                var runs = new List<(int From, int To)>();
                foreach (var at in Enumerable.Range(row.From, row.To - row.From + 1)
                    .Where(at => row.Taken.All(other => Math.Abs(at - other) >= row.Length)))
                {
                    if (runs is [.., var last] && last.To == at - 1)
                    {
                        runs[^1] = (last.From, at);
                    }
                    else
                    {
                        runs.Add((at, at));
                    }
                }

                var free = window.FreeTimes(Instant(row.From), Instant(row.To), row.Taken.Select(Instant));
                return free.SequenceEqual(runs.Select(run => new FreeTime(Instant(run.From), Instant(run.To))));

                DateTimeOffset Instant(int milliseconds) => row.Start.AddMilliseconds(milliseconds);
            });

    private static FreeTime Range(string range) =>
        range.Split('-') is [var from, var to] ? new(Day(from), Day(to)) : throw new FormatException(range);

    private static DateTimeOffset Day(string time) => At("2026-11-21T00:00:00Z") + TimeSpan.Parse(time, CultureInfo.InvariantCulture);
}
