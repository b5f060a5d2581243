using System.Threading.RateLimiting;
using Concierge.Infrastructure.Startup;

namespace Concierge.Api.RateLimiting;

/// <summary>Settings of a token bucket.</summary>
internal class RateLimitBucket
{
    private static readonly TimeSpan MinPeriod = TimeSpan.FromMilliseconds(100);

    /// <summary>Capacity of the bucket, in requests.</summary>
    public int Requests { get; set; }

    /// <summary>Time in which an empty bucket fills.</summary>
    public TimeSetting Window { get; set; }

    public virtual bool IsValid => Requests > 0 && Window > TimeSpan.Zero;

    /// <summary>Gets the settings of a limiter.</summary>
    /// <param name="callers">Number of callers that share the bucket; it is so many times as large.</param>
    public TokenBucketRateLimiterOptions ToLimiter(int callers = 1)
    {
        var requests = (int)Math.Min((long)Requests * callers, int.MaxValue);
        var period = Window.Value / requests > MinPeriod ? Window.Value / requests : MinPeriod;
        return new()
        {
            TokenLimit = requests,
            TokensPerPeriod = Math.Max(1, (int)Math.Round(requests * (period / Window.Value))),
            ReplenishmentPeriod = period,
        };
    }
}
