using System.Net.Sockets;
using System.Threading.RateLimiting;
using Concierge.Api.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Concierge.Api.RateLimiting;

/// <summary>Assigns each request to the token bucket of its caller.</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly bool enabled;
    private readonly RateLimitPolicy anonymous, service, user;

    public RateLimits(IOptions<RateLimitOptions> options)
    {
        enabled = options.Value.Enabled is true;
        anonymous = new("anonymous", options.Value.Anonymous);
        service = new("service", options.Value.Service);
        user = new("user", options.Value.User);
        Limiter = PartitionedRateLimiter.Create<HttpContext, string>(context => PolicyOf(context) is { } policy
            ? RateLimitPartition.GetTokenBucketLimiter(BucketOf(context), _ => policy.Bucket.ToLimiter())
            : RateLimitPartition.GetNoLimiter("unlimited"));
    }

    public PartitionedRateLimiter<HttpContext> Limiter { get; }

    /// <summary>Sets <c>RateLimit</c> and <c>RateLimit-Policy</c> on the response to a limited request.</summary>
    public void SetHeaders(HttpContext context)
    {
        if (PolicyOf(context) is { } policy)
        {
            context.Response.Headers["RateLimit-Policy"] = policy.Header;
            context.Response.Headers["RateLimit"] = policy.Format(Limiter.GetStatistics(context)!.CurrentAvailablePermits);
        }
    }

    public void Dispose() => Limiter.Dispose();

    /// <summary>
    /// Gets the policy of a request; null where it is not limited. Anonymous operations, such as health checks and delivery reports, are
    /// not.
    /// </summary>
    private RateLimitPolicy? PolicyOf(HttpContext context) =>
        !enabled || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null ? null
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
