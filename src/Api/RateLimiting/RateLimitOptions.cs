namespace Concierge.Api.RateLimiting;

/// <summary>The section <c>RateLimit</c>: limits per caller and replica.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>Whether requests are limited. By default they are, except in Development mode.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Limits of service keys: the rate of each key, and what runs at a time of each backend.</summary>
    public CallerLimits Service { get; set; } =
        new() { Requests = 2000, Window = TimeSpan.FromSeconds(2), ConcurrentRequests = 200, ConcurrentStreams = 20 };

    /// <summary>Limits of each user.</summary>
    public CallerLimits User { get; set; } =
        new() { Requests = 100, Window = TimeSpan.FromSeconds(5), ConcurrentRequests = 10, ConcurrentStreams = 2 };

    /// <summary>Limit of each address that sends requests without valid credentials.</summary>
    public RateLimitBucket Anonymous { get; set; } = new() { Requests = 50, Window = TimeSpan.FromSeconds(10) };

    public bool IsValid => new[] { Service, User, Anonymous }.All(bucket => bucket.IsValid);
}
