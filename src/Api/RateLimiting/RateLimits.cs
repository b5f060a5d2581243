using System.Globalization;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Concierge.Api.Authentication;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;

namespace Concierge.Api.RateLimiting;

/// <summary>
/// Assigns each request to the token bucket of its caller, and counts what each caller runs at a time. Nothing waits: waiting requests take
/// memory too. In Development mode there are no limits unless they are switched on; then all callers without credentials are one backend.
/// The bounds of memory and time of each stream hold in every mode.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    /// <summary>Number of anonymous buckets that all networks of one IPv6 site share.</summary>
    private const int NetworksOfSite = 16;

    private static readonly RateLimitPartition<string> Unlimited = RateLimitPartition.GetNoLimiter("unlimited");

    private readonly bool enabled;
    private readonly RateLimitPolicy anonymous, service, user;
    private readonly PartitionedRateLimiter<HttpContext> requests, streams, callers, sites;

    public RateLimits(IOptions<RateLimitOptions> options)
    {
        enabled = options.Value.Enabled is true;
        anonymous = new("anonymous", options.Value.Anonymous);
        service = new("service", options.Value.Service);
        user = new("user", options.Value.User);
        requests = AtATime(limits => limits.ConcurrentRequests, HasOwnLimit);
        streams = AtATime(limits => limits.ConcurrentStreams, _ => false);
        callers = PartitionedRateLimiter.Create<HttpContext, string>(context => PolicyOf(context) is { } policy
            ? RateLimitPartition.GetTokenBucketLimiter(BucketOf(context), _ => policy.Bucket.ToLimiter())
            : Unlimited);
        sites = PartitionedRateLimiter.Create<HttpContext, string>(context => PolicyOf(context) == anonymous && SiteOf(context) is { } site
            ? RateLimitPartition.GetTokenBucketLimiter(site, _ => anonymous.Bucket.ToLimiter(NetworksOfSite))
            : Unlimited);

        // The buckets come last: the middleware tries twice, and a request that is refused before takes no token.
        Limiter = PartitionedRateLimiter.CreateChained(requests, callers, sites);
    }

    /// <summary>
    /// Limits a request by what its caller runs at a time, until it ends, and by the bucket of its caller. An anonymous one from IPv6 is
    /// then limited by the bucket of its site, too: a site has 65,536 networks.
    /// </summary>
    public PartitionedRateLimiter<HttpContext> Limiter { get; }

    /// <summary>Sets <c>Retry-After</c> on the response to a rejected request.</summary>
    public static void SetRetryAfter(HttpContext context, RateLimitLease rejected)
    {
        var wait = rejected.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.Zero;
        context.Response.Headers.RetryAfter = Math.Max(1, RateLimitPolicy.Seconds(wait)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Counts the request as a stream until it ends. Returns false if the caller has too many.</summary>
    public bool TryStream(HttpContext context)
    {
        var lease = streams.AttemptAcquire(context);
        context.Response.RegisterForDispose(lease);
        return lease.IsAcquired;
    }

    /// <summary>Sets <c>RateLimit</c> and <c>RateLimit-Policy</c> on the response to a limited request.</summary>
    public void SetHeaders(HttpContext context)
    {
        if (PolicyOf(context) is { } policy)
        {
            context.Response.Headers["RateLimit-Policy"] = policy.Header;
            context.Response.Headers["RateLimit"] = policy.Format(callers.GetStatistics(context)!.CurrentAvailablePermits);
        }
    }

    public void Dispose()
    {
        Limiter.Dispose();
        requests.Dispose();
        streams.Dispose();
        callers.Dispose();
        sites.Dispose();
    }

    private PartitionedRateLimiter<HttpContext> AtATime(Func<CallerLimits, int> limit, Predicate<HttpContext> isExempt) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => PolicyOf(context)?.Bucket is CallerLimits limits && !isExempt(context)
            ? RateLimitPartition.GetConcurrencyLimiter(
                Caller.SharedNameOf(context.User), _ => new() { PermitLimit = limit(limits), QueueLimit = 0 })
            : Unlimited);

    /// <summary>Whether an operation stays open as long as the client wants it. It counts its connections itself.</summary>
    private static bool HasOwnLimit(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<DisableRequestTimeoutAttribute>() is not null;

    /// <summary>Gets the policy of a request; null where requests are not limited.</summary>
    private RateLimitPolicy? PolicyOf(HttpContext context) =>
        !enabled ? null
        : !Caller.IsKnown(context.User) ? anonymous
        : !Caller.IsUser(context.User) ? service
        : user;

    private static string BucketOf(HttpContext context) =>
        Caller.IsKnown(context.User) ? Caller.NameOf(context.User)
        : PrefixOf(context, bytes: 8) ?? context.Connection.RemoteIpAddress?.MapToIPv4().ToString() ?? "";

    /// <summary>Gets the site of an IPv6 address, a /48 network (RFC 6177); null for IPv4.</summary>
    private static string? SiteOf(HttpContext context) => PrefixOf(context, bytes: 6);

    /// <summary>
    /// Gets the prefix of an IPv6 address: one host can own all addresses of a /64 network. Null for IPv4, mapped to IPv6 or not.
    /// </summary>
    private static string? PrefixOf(HttpContext context, int bytes) =>
        context.Connection.RemoteIpAddress is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(..bytes))
            : null;
}
