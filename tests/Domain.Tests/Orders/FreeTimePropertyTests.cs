using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Tests.Common;
using FsCheck.Fluent;

namespace Concierge.Domain.Tests.Orders;

/// <summary>Checks every instant of random schedules that are a few milliseconds long.</summary>
public sealed class FreeTimePropertyTests
{
    private const int Last = 40;

    private static readonly DateTimeOffset Earliest = DateTimeOffset.MinValue;
    private static readonly DateTimeOffset Middle = new(2031, 5, 6, 7, 8, 9, 123, TimeSpan.Zero);

    public static TheoryData<DateTimeOffset> Starts => [Middle, Earliest, At(Instants.Latest, -Last), At(Instants.Latest, -Last / 2)];

    [Theory]
    [MemberData(nameof(Starts))]
    public void FreeTimes_WithAnySchedule_AreInstantsThatNoOrderRefuses(DateTimeOffset start) =>
        Properties.HoldsForAll(
            from length in Gen.Choose(1, 7)
            from taken in Gen.Choose(0, 12).SelectMany(count => Gen.Choose(0, Last).ArrayOf(count))
            from first in Gen.Choose(0, Last)
            from range in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(0, Last)))
            select (length, taken, first, last: first + range),
            schedule =>
            {
                var window = new OrderWindow(TimeSpan.FromMilliseconds(schedule.length), WindowScope.Service);
                DateTimeOffset[] taken = [.. schedule.taken.Select(at => start.ShiftWithinTime(TimeSpan.FromMilliseconds(at)))];
                var (from, to) = (
                    start.ShiftWithinTime(TimeSpan.FromMilliseconds(schedule.first)),
                    start.ShiftWithinTime(TimeSpan.FromMilliseconds(schedule.last)));

                var free = window.FreeTimes(from, to, taken);

                return Unrefused().SequenceEqual(Expand(free)) && AreApart(free);

                IEnumerable<DateTimeOffset> Unrefused() => Range(from, to).Where(at => !taken.Any(other => window.Refuses(other, at)));
            });

    private static IEnumerable<DateTimeOffset> Expand(IEnumerable<FreeTime> free) => free.SelectMany(time => Range(time.From, time.To));

    /// <summary>Returns whether no two ranges touch.</summary>
    private static bool AreApart(IReadOnlyList<FreeTime> free) =>
        free.Zip(free.Skip(1)).All(pair => pair.Second.From - pair.First.To > TimeSpan.FromMilliseconds(1));

    private static IEnumerable<DateTimeOffset> Range(DateTimeOffset first, DateTimeOffset last) =>
        Enumerable.Range(0, (int)(last - first).TotalMilliseconds + 1).Select(at => At(first, at));

    private static DateTimeOffset At(DateTimeOffset instant, int milliseconds) => instant.AddMilliseconds(milliseconds);
}
