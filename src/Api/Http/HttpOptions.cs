using System.Net;
using Concierge.Infrastructure.Startup;

namespace Concierge.Api.Http;

/// <summary>The section <c>Http</c>.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Http";

    /// <summary>After how long a request is given up.</summary>
    public TimeSetting RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the program goes on serving once it is told to stop, so that whoever spreads the load sees first that it is not ready any more. Five seconds
    /// where it is not said, and none in the environment Development.
    /// </summary>
    public TimeSetting? ShutdownDelay { get; set; }

    /// <summary>Addresses, or networks such as <c>10.0.0.0/8</c>, whose word for where a request comes from is taken (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>).</summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>The sites whose pages may call from a browser.</summary>
    public IReadOnlyList<string> CorsOrigins { get; set; } = [];

    public IEnumerable<IPNetwork> TrustedNetworks =>
        TrustedProxies.Select(proxy => proxy.Contains('/', StringComparison.Ordinal) ? IPNetwork.Parse(proxy) : Alone(IPAddress.Parse(proxy)));

    public bool AreProxiesValid => TrustedProxies.All(proxy => IPNetwork.TryParse(proxy, out _) || IPAddress.TryParse(proxy, out _));

    public bool AreOriginsValid => CorsOrigins.All(origin =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.UserInfo.Length == 0 && uri.GetLeftPart(UriPartial.Authority) == origin);

    private static IPNetwork Alone(IPAddress address) => new(address, address.GetAddressBytes().Length * 8);
}
