using Concierge.Domain.Webhooks;

namespace Concierge.Application.Webhooks;

/// <summary>Sends test events.</summary>
public interface IWebhookTester
{
    /// <summary>Sends an event of the type <c>webhook.test</c>, which is not in the feed, and stores the attempt.</summary>
    Task<WebhookAttempt> TestAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken);
}
