using System.Net;
using Concierge.Infrastructure.Startup;
using Concierge.Infrastructure.Webhooks.Network;

namespace Concierge.Infrastructure.Webhooks;

/// <summary>The section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>
    /// Networks in CIDR notation that webhooks may reach although they are private or reserved. In the environment Development, loopback is
    /// always one of them.
    /// </summary>
    public string[] AllowedNetworks { get; set; } = [];

    /// <summary>Interval at which the dispatcher looks for due deliveries if nothing wakes it.</summary>
    public TimeSetting PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time for which deliveries and attempts are kept.</summary>
    public TimeSetting Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Gets the addresses that webhooks may reach.</summary>
    public OutboundAddresses ToAddresses(bool isDevelopment) =>
        new(AllowedNetworks.Concat(isDevelopment ? ["127.0.0.0/8", "::1/128"] : []).Select(IPNetwork.Parse));

    public bool AreNetworksValid => AllowedNetworks.All(network => IPNetwork.TryParse(network, out _));
}
