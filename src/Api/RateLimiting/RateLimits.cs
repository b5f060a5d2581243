using System.Globalization;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Concierge.Api.Authentication;
using Concierge.Api.Problems;
using Concierge.Infrastructure.Startup;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Concierge.Api.RateLimiting;

/// <summary>The section <c>RateLimit</c>: how much each caller may ask of one replica.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>In Keys mode, where it is not said.</summary>
    public bool? Enabled { get; set; }

    /// <summary>For each service key.</summary>
    public RateLimitBucket Service { get; set; } = new() { Requests = 2000, Window = TimeSpan.FromSeconds(2) };

    /// <summary>For each user.</summary>
    public RateLimitBucket User { get; set; } = new() { Requests = 100, Window = TimeSpan.FromSeconds(5) };

    /// <summary>For each address from which requests without good credentials come.</summary>
    public RateLimitBucket Anonymous { get; set; } = new() { Requests = 50, Window = TimeSpan.FromSeconds(10) };

    public bool IsValid => new[] { Service, User, Anonymous }.All(bucket => bucket.Requests > 0 && bucket.Window > TimeSpan.Zero);
}

/// <summary>A token bucket.</summary>
internal sealed class RateLimitBucket
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>How many requests a full bucket is good for.</summary>
    public int Requests { get; set; }

    /// <summary>How long an empty bucket takes to be full again.</summary>
    public TimeSetting Window { get; set; }

    public TokenBucketRateLimiterOptions ToLimiter()
    {
        var period = Window.Value / Requests > Tick ? Window.Value / Requests : Tick;
        return new()
        {
            TokenLimit = Requests,
            TokensPerPeriod = Math.Max(1, (int)Math.Round(Requests * (period / Window.Value))),
            ReplenishmentPeriod = period,
        };
    }
}

/// <summary>What one kind of caller is held to, and how it is told so.</summary>
internal sealed record RateLimitPolicy(string Name, RateLimitBucket Bucket)
{
    /// <summary>The <c>RateLimit-Policy</c> of every answer.</summary>
    public string Header { get; } = $"\"{Name}\";q={Bucket.Requests};w={Seconds(Bucket.Window)}";

    /// <summary>The <c>RateLimit</c> of an answer after which so many requests are left.</summary>
    public string Tell(int left) => $"\"{Name}\";r={left};t={Seconds(Bucket.Window.Value * ((double)(Bucket.Requests - left) / Bucket.Requests))}";

    public static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);
}

/// <summary>Every caller's bucket.</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly RateLimitPolicy anonymous, service, user;
    private readonly PartitionedRateLimiter<HttpContext> limiter;

    public RateLimits(IOptions<RateLimitOptions> options)
    {
        AreOn = options.Value.Enabled is true;
        (anonymous, service, user) = (new("anonymous", options.Value.Anonymous), new("service", options.Value.Service), new("user", options.Value.User));
        limiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetTokenBucketLimiter(PartitionOf(context), _ => PolicyOf(context).Bucket.ToLimiter()));
    }

    public bool AreOn { get; }

    /// <summary>Takes a request out of the caller's bucket.</summary>
    public RateLimitLease Take(HttpContext context) => limiter.AttemptAcquire(context);

    /// <summary>How many requests are left in the caller's bucket.</summary>
    public int LeftFor(HttpContext context) => (int)limiter.GetStatistics(context)!.CurrentAvailablePermits;

    public RateLimitPolicy PolicyOf(HttpContext context) =>
        !Caller.IsKnown(context.User) ? anonymous
        : Caller.UserOf(context.User) is null ? service
        : user;

    public void Dispose() => limiter.Dispose();

    private static string PartitionOf(HttpContext context) => Caller.IsKnown(context.User) ? Caller.NameOf(context.User) : NetworkOf(context);

    /// <summary>An address of IPv6 stands for its network of 64 bits, all of which one host can have.</summary>
    private static string NetworkOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(..8))
            : context.Connection.RemoteIpAddress?.MapToIPv4().ToString() ?? "";
}

/// <summary>
/// Holds every caller to its bucket, and says in every answer what is left in it (draft-ietf-httpapi-ratelimit-headers-10). Operations for everybody, health
/// and the gateways' reports, are not limited.
/// </summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!limits.AreOn || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(context);
        }

        using var lease = limits.Take(context);
        Tell(context);
        if (lease.IsAcquired)
        {
            // A token is spent, not lent: nothing is given back when the request ends.
            return next(context);
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.Zero;
        context.Response.Headers.RetryAfter = Math.Max(1, RateLimitPolicy.Seconds(wait)).ToString(CultureInfo.InvariantCulture);
        return ProblemWriter.WriteAsync(context, RateLimitErrors.RateLimited);
    }

    private void Tell(HttpContext context)
    {
        var policy = limits.PolicyOf(context);
        context.Response.Headers["RateLimit-Policy"] = policy.Header;
        context.Response.Headers["RateLimit"] = policy.Tell(limits.LeftFor(context));
    }
}
