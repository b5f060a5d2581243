namespace Concierge.Domain.Webhooks;

/// <summary>
/// The health of an endpoint: a circuit breaker that announces before it gives up. Refusals of single events
/// (<see cref="WebhookOutcome.IsRefusal"/>) do not count.
/// </summary>
/// <param name="Failures">Number of failures since the last success.</param>
/// <param name="FailingSince">Time of the first of them; null without one.</param>
/// <param name="NextAt">When the next delivery may be attempted while the circuit is open.</param>
public readonly record struct WebhookHealth(int Failures, DateTimeOffset? FailingSince, DateTimeOffset NextAt)
{
    /// <summary>Time for which an endpoint may fail before it is disabled.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(5);

    /// <summary>Number of failures after which the endpoint is announced as failing.</summary>
    public const int AnnouncedAfter = 4;

    /// <summary>Number of failures after which only one delivery at a time is attempted, as a probe.</summary>
    public const int OpenAfter = 5;

    private static readonly TimeSpan[] ProbeDelays =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)];

    /// <summary>Whether the failures have been announced.</summary>
    public bool IsFailing => Failures >= AnnouncedAfter;

    /// <summary>Whether only probes are made.</summary>
    public bool IsOpen => Failures >= OpenAfter;

    /// <summary>When the endpoint is disabled unless it succeeds; null unless it is failing.</summary>
    public DateTimeOffset? DisablesAt => IsFailing ? FailingSince + Patience : null;

    /// <summary>Computes the health after an attempt.</summary>
    public WebhookHealth After(WebhookOutcome outcome, DateTimeOffset now)
    {
        if (outcome.IsSuccess || (outcome.IsRefusal && IsOpen))
        {
            // A receiver that refuses the probe answers again, so an event that it cannot take holds up no other.
            return new(0, null, now);
        }

        if (outcome.IsRefusal)
        {
            return this;
        }

        var failures = Failures + 1;
        var delay = failures < OpenAfter ? TimeSpan.Zero : ProbeDelays[Math.Min(failures - OpenAfter, ProbeDelays.Length - 1)];
        return new(failures, FailingSince ?? now, now + delay);
    }
}
