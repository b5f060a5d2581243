using System.Net;
using Concierge.Infrastructure.Startup;

namespace Concierge.Api.Http;

/// <summary>Settings of the section <c>Http</c>.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Http";

    /// <summary>Time after which a request is aborted.</summary>
    public TimeSetting RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Time during which the program keeps serving after it was told to stop, so that a load balancer sees first that it is not ready. Five
    /// seconds by default, none in the environment Development.
    /// </summary>
    public TimeSetting? ShutdownDelay { get; set; }

    /// <summary>
    /// Maximum number of connections; further ones are closed. By default half of the files that the process may open, at most 10,000.
    /// </summary>
    public long? MaxConnections { get; set; }

    /// <summary>
    /// Addresses, or networks such as <c>10.0.0.0/8</c>, of proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are trusted.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>Origins whose pages may call from a browser.</summary>
    public IReadOnlyList<string> CorsOrigins { get; set; } = [];

    /// <summary>
    /// Names of query parameters that every operation ignores, such as <c>api-version</c> and <c>utm_*</c>. A gateway may add them.
    /// </summary>
    public IReadOnlyList<string> IgnoredQueryParameters { get; set; } = [];

    /// <summary>Whether the web console is served.</summary>
    public bool Console { get; set; } = true;

    /// <summary>Gets <see cref="ShutdownDelay"/>, whose default is set at start.</summary>
    public TimeSpan DrainTime => ShutdownDelay!.Value;

    /// <summary>Gets the longest time from the signal to stop to the end of the last request.</summary>
    public TimeSpan StopTime => ShutdownDelay!.Value + RequestTimeout.Value;

    public IEnumerable<IPNetwork> TrustedNetworks =>
        TrustedProxies.Select(
            proxy => proxy.Contains('/', StringComparison.Ordinal) ? IPNetwork.Parse(proxy) : Alone(IPAddress.Parse(proxy)));

    public bool AreProxiesValid => TrustedProxies.All(proxy => IPNetwork.TryParse(proxy, out _) || IPAddress.TryParse(proxy, out _));

    public bool AreOriginsValid => CorsOrigins.All(origin =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme is ("http" or "https") && uri.UserInfo.Length == 0 && uri.GetLeftPart(UriPartial.Authority) == origin);

    private static IPNetwork Alone(IPAddress address) => new(address, address.GetAddressBytes().Length * 8);
}
