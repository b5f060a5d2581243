namespace Concierge.Domain.Webhooks;

/// <summary>Loads and stores webhook endpoints and their secrets for commands.</summary>
public interface IWebhookEndpointRepository
{
    /// <summary>Returns the endpoint, or null if it does not exist.</summary>
    Task<WebhookEndpoint?> FindAsync(WebhookEndpointId id, CancellationToken cancellationToken);

    /// <summary>Locks out other creations until the transaction ends. Then returns the number of endpoints.</summary>
    Task<int> CountUnderLockAsync(CancellationToken cancellationToken);

    /// <summary>Returns the secrets that sign at a time, newest first.</summary>
    Task<IReadOnlyList<WebhookSecret>> ListSecretsAsync(
        WebhookEndpointId endpoint, DateTimeOffset now, CancellationToken cancellationToken);

    void Add(WebhookEndpoint endpoint);

    void Add(WebhookSecret secret);

    /// <summary>Deletes an endpoint with its secrets. Its deliveries and attempts are deleted later.</summary>
    void Remove(WebhookEndpoint endpoint);
}
