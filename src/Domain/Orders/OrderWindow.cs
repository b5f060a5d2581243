using Concierge.Domain.Services;

namespace Concierge.Domain.Orders;

/// <summary>
/// Minimum distance between two orders in the same scope. With a window of three hours, an order at 12:00 conflicts with every order after
/// 09:00 and before 15:00; 09:00 and 15:00 are allowed. Each order therefore occupies the half-open slot from its own time to one window
/// later: two orders conflict if and only if their slots overlap.
/// </summary>
public sealed record OrderWindow
{
    /// <summary>
    /// Maximum length. A longer window would exceed the search for the nearest free time (<see cref="OrderConflict.Horizon"/>).
    /// </summary>
    public static readonly TimeSpan MaxLength = TimeSpan.FromDays(365);

    /// <summary>Scope key shared by all orders in <see cref="WindowScope.All"/>. It is not a valid service id.</summary>
    private const string Everything = "*";

    private static readonly string[] Numbers =
        ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

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

    /// <summary>Returns whether the length is positive, at most <see cref="MaxLength"/> and a whole number of milliseconds.</summary>
    public static bool IsValid(TimeSpan length) =>
        length > TimeSpan.Zero && length <= MaxLength && length.Ticks % TimeSpan.TicksPerMillisecond == 0;

    /// <summary>Returns whether an order at <paramref name="taken"/> conflicts with one at <paramref name="wanted"/>.</summary>
    public bool Refuses(DateTimeOffset taken, DateTimeOffset wanted) => (taken - wanted).Duration() < Length;

    /// <summary>
    /// Returns the scope keys of an order for these services, distinct and in ordinal order. Two orders are in the same scope if they share
    /// a key.
    /// </summary>
    public IReadOnlyList<string> ScopeKeys(IEnumerable<ServiceId> services) =>
        Scope == WindowScope.All ? [Everything] : [.. services.Select(service => service.Value).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Returns the half-open slot of an order, in Unix milliseconds: <c>Start</c> is included, <c>End</c> is not.</summary>
    public (long Start, long End) SlotOf(DateTimeOffset at)
    {
        var start = at.ToUnixTimeMilliseconds();
        return (start, start + (long)Length.TotalMilliseconds);
    }

    /// <summary>
    /// Returns the times from <paramref name="from"/> to <paramref name="to"/> (inclusive) at which an order would be accepted, in
    /// ascending order. Booking, availability and the alternatives to a conflicting time all use this method, so their answers agree.
    /// </summary>
    /// <param name="from">A whole millisecond.</param>
    /// <param name="to">A whole millisecond, not before <paramref name="from"/>.</param>
    /// <param name="taken">Times of the orders in the same scope. Must include all that are less than one window outside the range.</param>
    public IReadOnlyList<FreeTime> FreeTimes(DateTimeOffset from, DateTimeOffset to, IEnumerable<DateTimeOffset> taken)
    {
        var free = new List<FreeTime>();
        var (start, end, length) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), (long)Length.TotalMilliseconds);
        foreach (var at in taken.Select(at => at.ToUnixTimeMilliseconds()).Order())
        {
            // An order blocks the open interval (at - length, at + length). Overlapping intervals merge: no free time fits between them.
            AddFree(start, Math.Min(at - length, end));
            start = Math.Max(start, at + length);
        }

        AddFree(start, end);
        return free;

        void AddFree(long first, long last)
        {
            if (first <= last)
            {
                free.Add(new(DateTimeOffset.FromUnixTimeMilliseconds(first), DateTimeOffset.FromUnixTimeMilliseconds(last)));
            }
        }
    }

    /// <summary>Formats the length in words: <c>three hours</c>, <c>90 minutes</c>, <c>0.5 seconds</c>.</summary>
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
