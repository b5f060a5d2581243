namespace Concierge.Api.RateLimiting;

/// <summary>The section <c>RateLimit</c>: request rates per caller and replica.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>Whether requests are limited. By default they are, except in Development mode.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Limit of each service key.</summary>
    public RateLimitBucket Service { get; set; } = new() { Requests = 2000, Window = TimeSpan.FromSeconds(2) };

    /// <summary>Limit of each user.</summary>
    public RateLimitBucket User { get; set; } = new() { Requests = 100, Window = TimeSpan.FromSeconds(5) };

    /// <summary>Limit of each address that sends requests without valid credentials.</summary>
    public RateLimitBucket Anonymous { get; set; } = new() { Requests = 50, Window = TimeSpan.FromSeconds(10) };

    public bool IsValid => new[] { Service, User, Anonymous }.All(bucket => bucket.Requests > 0 && bucket.Window > TimeSpan.Zero);
}
