using Concierge.Domain.Common;
using Concierge.Domain.Services;

namespace Concierge.Domain.Orders;

/// <summary>Between which orders the window holds.</summary>
public enum WindowScope
{
    /// <summary>Between orders that share a service.</summary>
    Service,

    /// <summary>Between any two orders.</summary>
    All,
}

/// <summary>
/// How far apart two orders of one scope must lie. An order at 12:00 with a window of three hours refuses every other one later than 09:00 and earlier
/// than 15:00; 09:00 and 15:00 themselves are allowed. So each order holds the half-open time from its own instant to one window later, and two are too
/// close exactly when these overlap.
/// </summary>
public sealed record OrderWindow
{
    /// <summary>The longest window: beyond it, the nearest free time would lie out of sight (<see cref="OrderConflict.Horizon"/>).</summary>
    public static readonly TimeSpan MaxLength = TimeSpan.FromDays(365);

    /// <summary>The key that all orders share where the window holds between any two. No service can have it as its id.</summary>
    private const string Everything = "*";

    private static readonly string[] Numbers = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <exception cref="ArgumentOutOfRangeException">The length is not valid.</exception>
    public OrderWindow(TimeSpan length, WindowScope scope)
    {
        if (!IsValid(length))
        {
            throw new ArgumentOutOfRangeException(nameof(length));
        }

        (Length, Scope) = (length, scope);
    }

    public TimeSpan Length { get; }

    public WindowScope Scope { get; }

    /// <summary>Whether a window can be so long: more than nothing, at most <see cref="MaxLength"/>, and whole milliseconds.</summary>
    public static bool IsValid(TimeSpan length) =>
        length > TimeSpan.Zero && length <= MaxLength && length.Ticks % TimeSpan.TicksPerMillisecond == 0;

    /// <summary>Whether an order at one instant refuses another at the other.</summary>
    public bool Refuses(DateTimeOffset taken, DateTimeOffset wanted) => (taken - wanted).Duration() < Length;

    /// <summary>What an order for these services competes for; two orders are of one scope if they have a key in common. In ordinal order, none twice.</summary>
    public IReadOnlyList<string> ScopeKeys(IEnumerable<ServiceId> services) =>
        Scope == WindowScope.All ? [Everything] : [.. services.Select(service => service.Value).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The time that an order holds, in milliseconds since 1970: <c>Start</c> is in it, <c>End</c> is not.</summary>
    public (long Start, long End) SlotOf(DateTimeOffset at)
    {
        var start = at.ToUnixTimeMilliseconds();
        return (start, start + (long)Length.TotalMilliseconds);
    }

    /// <summary>
    /// The one question behind booking, availability and the alternatives to a refused time: at which instants from <paramref name="from"/> to
    /// <paramref name="to"/>, both included, would an order be accepted? In order of time.
    /// </summary>
    /// <param name="from">A whole millisecond.</param>
    /// <param name="to">A whole millisecond, not before <paramref name="from"/>.</param>
    /// <param name="taken">The instants of the orders of the same scope, at least those less than a window outside.</param>
    public IReadOnlyList<FreeTime> FreeTimes(DateTimeOffset from, DateTimeOffset to, IEnumerable<DateTimeOffset> taken)
    {
        var free = new List<FreeTime>();
        var start = from;
        foreach (var at in taken.Order())
        {
            if (at - start >= Length)
            {
                var end = at - Length;
                if (end >= to)
                {
                    break;
                }

                free.Add(new(start, end));
            }

            if (at >= start || Refuses(at, start))
            {
                if (Length > Instants.Latest - at || at + Length > to)
                {
                    return free;
                }

                start = at + Length;
            }
        }

        free.Add(new(start, to));
        return free;
    }

    /// <summary>The length in words: <c>three hours</c>, <c>90 minutes</c>, <c>0.5 seconds</c>.</summary>
    public override string ToString()
    {
        var (count, unit) = Length switch
        {
            _ when Length.Ticks % TimeSpan.TicksPerHour == 0 => ((decimal)Length.TotalHours, "hour"),
            _ when Length.Ticks % TimeSpan.TicksPerMinute == 0 => ((decimal)Length.TotalMinutes, "minute"),
            _ => ((decimal)Length.TotalSeconds, "second"),
        };
        var number = count <= 12 && decimal.IsInteger(count) ? Numbers[(int)count] : FormattableString.Invariant($"{count}");
        return $"{number} {unit}{(count == 1 ? "" : "s")}";
    }
}

/// <summary>A time at every instant of which an order would be accepted, to the millisecond; both ends belong to it, and may be the same.</summary>
public readonly record struct FreeTime(DateTimeOffset From, DateTimeOffset To);
