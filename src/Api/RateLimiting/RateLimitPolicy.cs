namespace Concierge.Api.RateLimiting;

/// <summary>The limit of one kind of caller, and its response headers (draft-ietf-httpapi-ratelimit-headers-10).</summary>
internal sealed record RateLimitPolicy(string Name, RateLimitBucket Bucket)
{
    /// <summary>Value of <c>RateLimit-Policy</c>.</summary>
    public string Header { get; } = $"\"{Name}\";q={Bucket.Requests};w={Seconds(Bucket.Window)}";

    /// <summary>Formats the value of <c>RateLimit</c>.</summary>
    /// <param name="remaining">Number of requests left in the bucket.</param>
    public string Format(long remaining) =>
        $"\"{Name}\";r={remaining};t={Seconds(Bucket.Window.Value * ((double)(Bucket.Requests - remaining) / Bucket.Requests))}";

    /// <summary>Rounds up to whole seconds.</summary>
    public static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);
}
