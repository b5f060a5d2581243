namespace Concierge.Domain.Sms;

/// <summary>Limits of the attempts to send a message.</summary>
/// <param name="RetryDelay">Delay after the first attempt. It doubles with each further attempt.</param>
/// <param name="Lease">Maximum duration of an attempt. The outcome of an attempt that is still open after its lease is unknown.</param>
/// <param name="OrderPatience">Time that a message which waits for another attempt holds later ones to its number back.</param>
/// <param name="ReportTimeout">Time after an attempt in which the gateway must report on the message.</param>
public sealed record SendPolicy(TimeSpan RetryDelay, TimeSpan Lease, TimeSpan OrderPatience, TimeSpan ReportTimeout)
{
    /// <summary>Time for which a gateway that cannot be reached is asked for an overdue report.</summary>
    public static readonly TimeSpan InquiryPatience = TimeSpan.FromDays(1);

    /// <summary>Maximum delay between two attempts, unless the gateway asks for more.</summary>
    public static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMinutes(10);

    /// <summary>Computes the delay after an attempt: exponential backoff with jitter.</summary>
    /// <param name="attempts">Number of attempts so far, from 1.</param>
    /// <param name="jitter">Random number from 0 to 1. The delay is 50-100 % of the exponential backoff.</param>
    public TimeSpan DelayAfter(int attempts, double jitter)
    {
        // Computed as a number: after many attempts, the ticks do not fit in a TimeSpan.
        var delay = Math.Min(RetryDelay.Ticks * Math.Pow(2, attempts - 1), MaxRetryDelay.Ticks);
        return TimeSpan.FromTicks((long)(delay * (0.5 + jitter / 2)));
    }
}
