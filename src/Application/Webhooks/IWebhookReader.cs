using Concierge.Domain.Webhooks;

namespace Concierge.Application.Webhooks;

/// <summary>Reads webhook endpoints, their deliveries and attempts.</summary>
public interface IWebhookReader
{
    /// <summary>Gets the endpoint, or null if it does not exist.</summary>
    Task<WebhookEndpoint?> GetAsync(WebhookEndpointId id, CancellationToken cancellationToken);

    /// <summary>Lists at most <paramref name="count"/> endpoints older than <paramref name="before"/>, newest first.</summary>
    Task<IReadOnlyList<WebhookEndpoint>> ListAsync(WebhookEndpointId before, int count, CancellationToken cancellationToken);

    /// <summary>Lists deliveries of events before a position, newest event first.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="status">Status of the deliveries; null for any.</param>
    /// <param name="before">Position after the first item.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(
        WebhookEndpointId endpoint, WebhookDeliveryStatus? status, long before, int count, CancellationToken cancellationToken);

    /// <summary>Lists attempts before another one, newest first.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="position">Position of the event; null for any.</param>
    /// <param name="succeeded">Whether the attempts succeeded; null for both.</param>
    /// <param name="before">Id after the first item.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<WebhookAttempt>> ListAttemptsAsync(
        WebhookEndpointId endpoint, long? position, bool? succeeded, Guid before, int count, CancellationToken cancellationToken);
}
