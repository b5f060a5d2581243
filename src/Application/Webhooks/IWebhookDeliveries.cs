using Concierge.Domain.Webhooks;

namespace Concierge.Application.Webhooks;

/// <summary>Changes deliveries in the transaction of a use case.</summary>
public interface IWebhookDeliveries
{
    /// <summary>Gives up all pending deliveries of an endpoint.</summary>
    Task AbandonAsync(WebhookEndpointId endpoint, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Makes a delivery due at once, and begins its schedule anew. Returns it, or null if it does not exist.</summary>
    Task<WebhookDelivery?> ResendAsync(WebhookEndpointId endpoint, long position, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Makes all failed deliveries of events after a position due at once, and begins their schedules anew.</summary>
    Task ReplayFailedAsync(WebhookEndpointId endpoint, long after, DateTimeOffset now, CancellationToken cancellationToken);
}
