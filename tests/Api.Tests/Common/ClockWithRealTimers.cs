namespace Concierge.Api.Tests.Common;

/// <summary>A clock that the test sets. Timers, such as the backoff of a retry, run in real time.</summary>
internal sealed class ClockWithRealTimers(DateTimeOffset start) : FakeTimeProvider(start)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime, period);
}
