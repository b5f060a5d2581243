using Concierge.Domain.Common;

namespace Concierge.Application.Webhooks;

/// <summary>Decides where webhooks may be sent.</summary>
public interface IWebhookUrlPolicy
{
    /// <summary>
    /// Returns why a URL is not allowed, or null. Names are not resolved: the addresses of a host are checked with each connection.
    /// </summary>
    Error? Check(string url);
}
