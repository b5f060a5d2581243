using System.Text.Json;
using Concierge.Application.Webhooks;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Persistence;

namespace Concierge.Infrastructure.Webhooks.Delivery;

internal sealed class WebhookTester(WebhookStore store, WebhookSender sender, TimeOrderedUuidGenerator ids, TimeProvider clock)
    : IWebhookTester
{
    /// <summary>Maximum duration, shorter than that of the request that waits for it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task<WebhookAttempt> TestAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var attempt = ids.Next(now);
        var id = WebhookAttemptDto.TestId(attempt);
        var secrets = await store.ReadSecretsAsync(endpoint.Id, cancellationToken);
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id,
            type = "webhook.test",
            timestamp = EventOutbox.Write(now),
            resource_id = endpoint.Id.Value,
            data = new { },
        });
        var outcome = await sender.SendAsync(
            endpoint.Url, secrets.OfType<WebhookLease.Secret>().Select(secret => secret.Value), id, body, Timeout);
        await store.StoreTestAsync(endpoint.Id, attempt, now, outcome);
        return new(
            attempt, null, 1, WebhookTrigger.Test, now.CutToMilliseconds(), (int)outcome.Duration.TotalMilliseconds, outcome.StatusCode,
            WebhookText.Of(outcome.Error), outcome.Response);
    }
}
