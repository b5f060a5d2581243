using System.Net;
using System.Text;
using Concierge.Application.Webhooks;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using Microsoft.Extensions.Hosting;

namespace Concierge.Infrastructure.Webhooks.Network;

/// <summary>Refuses URLs that can never be delivered to, so that their author hears of it at once.</summary>
internal sealed class WebhookUrlPolicy(OutboundAddresses addresses, IHostEnvironment environment) : IWebhookUrlPolicy
{
    private static readonly string[] LocalNames = ["localhost", "localhost.localdomain", "local", "internal", "home.arpa"];

    public Error? Check(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 || url.Contains('\\', StringComparison.Ordinal)
            || url.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)))
        {
            return WebhookErrors.UrlNotAllowed;
        }

        if (!IsHostAllowed(uri))
        {
            return WebhookErrors.UrlNotAllowed;
        }

        return uri.Scheme == Uri.UriSchemeHttps || environment.IsDevelopment() ? null : WebhookErrors.HttpsRequired;
    }

    private bool IsHostAllowed(Uri uri)
    {
        // Resolvers read other letters in different ways: circled digits as digits, for example. An international name has an ASCII form.
        var host = uri.Host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        if (!Ascii.IsValid(host))
        {
            return false;
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return addresses.Allow(address);
        }

        var isLocal = LocalNames.Any(name => host == name || host.EndsWith($".{name}", StringComparison.Ordinal));
        return host.Length > 0 && (!isLocal || (host == LocalNames[0] && addresses.Allow(IPAddress.Loopback)));
    }
}
