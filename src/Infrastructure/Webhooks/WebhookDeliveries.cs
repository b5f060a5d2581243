using Concierge.Application.Webhooks;
using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Persistence;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Webhooks;

internal sealed class WebhookDeliveries(ConciergeDbContext context) : IWebhookDeliveries
{
    private const string Abandon = """
        UPDATE webhook_deliveries SET status = 'failed', due_at = NULL, updated_at = $2 WHERE endpoint_id = $1 AND due_at IS NOT NULL
        """;

    private const string Resend = """
        UPDATE webhook_deliveries SET status = 'pending', step = 0, is_manual = true, due_at = $3, updated_at = $3
        WHERE endpoint_id = $1 AND position = $2
        RETURNING position, status, attempts, due_at, updated_at
        """;

    private const string ReplayFailed = """
        UPDATE webhook_deliveries SET status = 'pending', step = 0, is_manual = true, due_at = $3, updated_at = $3
        WHERE endpoint_id = $1 AND status = 'failed' AND position > $2
        """;

    public Task AbandonAsync(WebhookEndpointId endpoint, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.ExecuteAsync(Abandon, [Value(endpoint.Value), Value(now)], cancellationToken);

    public async Task<WebhookDelivery?> ResendAsync(
        WebhookEndpointId endpoint, long position, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sent = await context.QueryAsync(
            Resend, [Value(endpoint.Value), Value(position), Value(now)], WebhookReader.ReadDelivery, cancellationToken);
        return sent.SingleOrDefault();
    }

    public Task ReplayFailedAsync(WebhookEndpointId endpoint, long after, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.ExecuteAsync(ReplayFailed, [Value(endpoint.Value), Value(after), Value(now)], cancellationToken);
}
