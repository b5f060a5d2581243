using System.Net;
using System.Net.Sockets;

namespace Concierge.Infrastructure.Webhooks.Network;

/// <summary>
/// Addresses that webhooks may reach: those of the public internet, and the networks that the operator allows. The reserved ones are from
/// the registries of IANA (https://www.iana.org/assignments/iana-ipv4-special-registry,
/// https://www.iana.org/assignments/iana-ipv6-special-registry).
/// </summary>
internal sealed class OutboundAddresses(IEnumerable<IPNetwork> allowed)
{
    private static readonly IPNetwork[] Reserved =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>The only part of IPv6 that is assigned as global unicast. Mapped, translated and local addresses are outside.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private readonly IPNetwork[] allowed = [.. allowed];

    /// <summary>Returns whether a connection to this address may be opened.</summary>
    public bool Allow(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(allowed, network => network.Contains(plain)) || IsPublic(plain);
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || (address.ScopeId == 0 && GlobalUnicast.Contains(address)))
        && !Array.Exists(Reserved, network => network.Contains(address));
}
