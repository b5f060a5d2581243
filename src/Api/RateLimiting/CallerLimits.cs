namespace Concierge.Api.RateLimiting;

/// <summary>Limits of a caller with credentials: the rate of its requests, and how many run at a time.</summary>
internal sealed class CallerLimits : RateLimitBucket
{
    /// <summary>Maximum number of requests at a time, streams included.</summary>
    public int ConcurrentRequests { get; set; }

    /// <summary>Maximum number of streams at a time.</summary>
    public int ConcurrentStreams { get; set; }

    public override bool IsValid => base.IsValid && ConcurrentRequests > 0 && ConcurrentStreams > 0;
}
