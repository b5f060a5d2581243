using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>Finds the nearest time at which an order would be accepted.</summary>
internal sealed class FreeTimeSearch(ITakenTimes times, OrderWindow window, LeadTime lead, TimeProvider clock)
{
    /// <summary>Maximum number of booked times that one search passes. Bounds its duration.</summary>
    private const int MaxPassed = 200_000;

    /// <summary>Maximum number of times read at once. Bounds the memory.</summary>
    private const int MaxPage = 20_000;

    /// <summary>Range of the first read, in windows.</summary>
    private const int FirstReach = 8;

    /// <summary>Factor by which the range grows while a read finds few times.</summary>
    private const int Growth = 4;

    /// <summary>
    /// Finds the first free time at or after <paramref name="at"/>. Null if there is none within <see cref="OrderConflict.Horizon"/>, or
    /// within the next 200,000 booked times.
    /// </summary>
    public Task<DateTimeOffset?> NextAsync(IReadOnlyList<ServiceId> services, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var earliest = lead.EarliestAt(clock.GetUtcNow());
        var start = at < earliest ? earliest : at;
        return FindAsync(services, start, start, direction: 1, except: null, cancellationToken);
    }

    /// <summary>
    /// Finds the nearest free times after and before a time that is taken; see <see cref="NextAsync"/>. The orders that take it count even
    /// if they are deleted during the search, so neither time is the taken one.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="at">The time.</param>
    /// <param name="taken">Times of the orders that take it; not empty.</param>
    /// <param name="except">An order to ignore.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task<(DateTimeOffset? Next, DateTimeOffset? Previous)> AroundAsync(
        IReadOnlyList<ServiceId> services, DateTimeOffset at, IReadOnlyList<DateTimeOffset> taken, OrderId except,
        CancellationToken cancellationToken)
    {
        var (after, before) = (taken.Max().ShiftWithinTime(window.Length), taken.Min().ShiftWithinTime(-window.Length));
        var earliest = lead.EarliestAt(clock.GetUtcNow());
        var next = await FindAsync(services, at, after < earliest ? earliest : after, direction: 1, except, cancellationToken);
        var previous = await FindAsync(services, at, before, direction: -1, except, cancellationToken);
        return (next, previous >= earliest ? previous : null);
    }

    /// <remarks>
    /// Counts milliseconds from <paramref name="at"/> in the direction of the search, which begins at <paramref name="start"/>. A candidate
    /// is free if no booked time is less than one window before or after it. Each booked time that is too close moves the candidate to one
    /// window behind that time.
    /// </remarks>
    private async Task<DateTimeOffset?> FindAsync(
        IReadOnlyList<ServiceId> services, DateTimeOffset at, DateTimeOffset start, int direction, OrderId? except,
        CancellationToken cancellationToken)
    {
        var length = (long)window.Length.TotalMilliseconds;
        var horizon = Distance(At((long)OrderConflict.Horizon.TotalMilliseconds));
        var end = horizon + length;
        var free = Distance(start);
        if (free > horizon)
        {
            return null;
        }

        var (from, reach) = (free + 1 - length, FirstReach * length);
        for (var passed = 0; passed < MaxPassed;)
        {
            var to = Math.Min(from + reach, end);
            var page = await times.ListAsync(services, At(from), At(to), except, MaxPage, cancellationToken);
            foreach (var taken in page.Select(Distance))
            {
                if (taken >= free + length)
                {
                    return At(free);
                }

                free = taken + length;
            }

            var isWhole = page.Count < MaxPage;
            if (free > horizon)
            {
                return null;
            }

            if (isWhole && to >= Math.Min(free + length, end))
            {
                return At(free);
            }

            from = (isWhole ? to : Distance(page[^1])) + 1;
            reach = page.Count * Growth < MaxPage ? reach * Growth : reach;
            passed += page.Count;
        }

        return null;

        DateTimeOffset At(long distance) => at.ShiftWithinTime(TimeSpan.FromMilliseconds(direction * distance));

        long Distance(DateTimeOffset time) => (long)(direction * (time - at).TotalMilliseconds);
    }
}
