namespace Concierge.Domain.Sms;

/// <summary>How hard to try to hand a message over.</summary>
/// <param name="MaxAttempts">Most attempts.</param>
/// <param name="RetryDelay">The wait after the first attempt; it doubles with each.</param>
/// <param name="Lease">How long an attempt takes at most; of one that has not been heard of for longer, nobody knows what came of it.</param>
public sealed record HandOverPolicy(int MaxAttempts, TimeSpan RetryDelay, TimeSpan Lease)
{
    /// <summary>The longest wait between two attempts, unless the gateway asks for more.</summary>
    public static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait after so many attempts.</summary>
    /// <param name="attempts">From 1.</param>
    /// <param name="jitter">From 0 to 1, at random, so that what failed together does not come back together: the wait is half of what it could be, and up to all.</param>
    public TimeSpan DelayAfter(int attempts, double jitter)
    {
        // As a number of ticks: after many attempts it is beyond what a TimeSpan holds.
        var delay = Math.Min(RetryDelay.Ticks * Math.Pow(2, attempts - 1), MaxRetryDelay.Ticks);
        return TimeSpan.FromTicks((long)(delay * (0.5 + jitter / 2)));
    }
}
