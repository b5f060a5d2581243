using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Webhooks;

internal sealed class WebhookEndpointRepository(ConciergeDbContext context) : IWebhookEndpointRepository
{
    /// <summary>Key of the advisory lock of creations: "webhooks" in ASCII.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(x'776562686f6f6b73'::bigint)";

    private const string Count = "SELECT count(*)::integer FROM webhook_endpoints";

    public Task<WebhookEndpoint?> FindAsync(WebhookEndpointId id, CancellationToken cancellationToken) =>
        context.Set<WebhookEndpoint>().SingleOrDefaultAsync(endpoint => endpoint.Id == id, cancellationToken);

    public async Task<int> CountUnderLockAsync(CancellationToken cancellationToken)
    {
        // Each statement of a batch has a snapshot of its own, so the second one sees what the previous holder of the lock committed.
        var counts = await context.BatchAsync([new(Lock), new(Count)], static row => row.GetInt32(0), cancellationToken);
        return counts.Single();
    }

    public async Task<IReadOnlyList<WebhookSecret>> ListSecretsAsync(
        WebhookEndpointId endpoint, DateTimeOffset now, CancellationToken cancellationToken) =>
        await context.Set<WebhookSecret>()
            .Where(secret => secret.EndpointId == endpoint && (secret.ExpiresAt == null || secret.ExpiresAt > now))
            .OrderByDescending(secret => secret.Id)
            .ToListAsync(cancellationToken);

    public void Add(WebhookEndpoint endpoint) => context.Set<WebhookEndpoint>().Add(endpoint);

    public void Add(WebhookSecret secret) => context.Set<WebhookSecret>().Add(secret);

    public void Remove(WebhookEndpoint endpoint) => context.Set<WebhookEndpoint>().Remove(endpoint);
}
