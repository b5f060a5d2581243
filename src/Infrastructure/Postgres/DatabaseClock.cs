namespace Concierge.Infrastructure.Postgres;

/// <summary>
/// The database's clock, so that all replicas tell one time whatever their own clocks say. Between samples it advances with the local
/// monotonic clock. It tells the local time until the first sample.
/// </summary>
/// <param name="local">The clock of this machine, which also runs the timers.</param>
internal sealed class DatabaseClock(TimeProvider local) : TimeProvider
{
    private Sample? sample;

    public override long TimestampFrequency => local.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() =>
        Volatile.Read(ref sample) is { } last ? last.Time + local.GetElapsedTime(last.Timestamp) : local.GetUtcNow();

    public override long GetTimestamp() => local.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        local.CreateTimer(callback, state, dueTime, period);

    /// <summary>
    /// Sets the time that the database told between two local timestamps. The error is at most half of the time between them.
    /// </summary>
    public void Set(DateTimeOffset time, long before, long after) =>
        Volatile.Write(ref sample, new(time, before + (after - before) / 2));

    private sealed record Sample(DateTimeOffset Time, long Timestamp);
}
