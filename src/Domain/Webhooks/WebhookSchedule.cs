namespace Concierge.Domain.Webhooks;

/// <summary>When a delivery is attempted: ten times within 75 h 35 min.</summary>
public static class WebhookSchedule
{
    /// <summary>Longest delay that a receiver can ask for.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(24);

    /// <summary>Shortest delay for a receiver that seems to be overloaded.</summary>
    public static readonly TimeSpan MinOverloadDelay = TimeSpan.FromSeconds(60);

    /// <summary>Delays after the first attempt, the second one and so on.</summary>
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>Number of attempts.</summary>
    public static int MaxAttempts => Delays.Length + 1;

    /// <summary>Computes the delay after a failed attempt; null after the last one.</summary>
    /// <param name="attempts">Number of attempts so far, from 1.</param>
    /// <param name="outcome">Outcome of the last one.</param>
    /// <param name="jitter">Random number from 0 to 1. The delay is 80-120 % of the schedule's.</param>
    public static TimeSpan? DelayAfter(int attempts, WebhookOutcome outcome, double jitter)
    {
        if (attempts >= MaxAttempts)
        {
            return null;
        }

        var delay = Delays[attempts - 1] * (0.8 + 0.4 * jitter);
        var asked = outcome.RetryAfter < MaxRetryAfter ? outcome.RetryAfter : outcome.RetryAfter is null ? null : MaxRetryAfter;
        var least = outcome.IsOverload ? MinOverloadDelay : TimeSpan.Zero;
        return new[] { delay, least, asked ?? TimeSpan.Zero }.Max();
    }
}
