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

    public TokenBucketRateLimiterOptions ToLimiter()
    {
        var period = Window.Value / Requests > MinPeriod ? Window.Value / Requests : MinPeriod;
        return new()
        {
            TokenLimit = Requests,
            TokensPerPeriod = Math.Max(1, (int)Math.Round(Requests * (period / Window.Value))),
            ReplenishmentPeriod = period,
        };
    }
}
