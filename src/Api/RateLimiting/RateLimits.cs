using System.Net.Sockets;
using System.Threading.RateLimiting;
using Concierge.Api.Authentication;
using Microsoft.AspNetCore.Authorization;
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
    private readonly RateLimitOptions options;
    private readonly RateLimitPolicy anonymous, service, user;
    private readonly PartitionedRateLimiter<HttpContext> buckets, requests, streams;

    public RateLimits(IOptions<RateLimitOptions> options)
    {
        this.options = options.Value;
        anonymous = new("anonymous", options.Value.Anonymous);
        service = new("service", options.Value.Service);
        user = new("user", options.Value.User);
        buckets = PartitionedRateLimiter.Create<HttpContext, string>(context => PolicyOf(context) is { } policy
            ? RateLimitPartition.GetTokenBucketLimiter(BucketOf(context), _ => policy.Bucket.ToLimiter())
            : Unlimited);
        requests = AtATime(limits => limits.ConcurrentRequests, HasOwnLimit);
        streams = AtATime(limits => limits.ConcurrentStreams, _ => false);

        // The bucket comes last: the middleware tries twice, and a request that is refused before takes no token.
        Limiter = PartitionedRateLimiter.CreateChained(requests, buckets);
    }

    private static RateLimitPartition<string> Unlimited => RateLimitPartition.GetNoLimiter("unlimited");

    /// <summary>The limiter of requests. A request counts until it ends.</summary>
    public PartitionedRateLimiter<HttpContext> Limiter { get; }

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
            context.Response.Headers["RateLimit"] = policy.Format(buckets.GetStatistics(context)!.CurrentAvailablePermits);
        }
    }

    public void Dispose()
    {
        Limiter.Dispose();
        buckets.Dispose();
        requests.Dispose();
        streams.Dispose();
    }

    private PartitionedRateLimiter<HttpContext> AtATime(Func<CallerLimits, int> limit, Predicate<HttpContext> isExempt) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => PolicyOf(context)?.Bucket is CallerLimits limits && !isExempt(context)
            ? RateLimitPartition.GetConcurrencyLimiter(
                Caller.SharedNameOf(context.User), _ => new() { PermitLimit = limit(limits), QueueLimit = 0 })
            : Unlimited);

    /// <summary>Whether an operation stays open as long as the client wants it. It counts its connections itself.</summary>
    private static bool HasOwnLimit(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<DisableRequestTimeoutAttribute>() is not null;

    /// <summary>
    /// Gets the policy of a request; null where it is not limited. Anonymous operations, such as health checks and delivery reports, are
    /// not.
    /// </summary>
    private RateLimitPolicy? PolicyOf(HttpContext context) =>
        options.Enabled is not true || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null ? null
        : !Caller.IsKnown(context.User) ? anonymous
        : !Caller.IsUser(context.User) ? service
        : user;

    private static string BucketOf(HttpContext context) => Caller.IsKnown(context.User) ? Caller.NameOf(context.User) : NetworkOf(context);

    /// <summary>Gets the IPv4 address, or the /64 network of an IPv6 address, all of which one host can own.</summary>
    private static string NetworkOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(..8))
            : context.Connection.RemoteIpAddress?.MapToIPv4().ToString() ?? "";
}
