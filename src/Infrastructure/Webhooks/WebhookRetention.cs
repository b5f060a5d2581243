using Concierge.Domain.Common;
using Concierge.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Webhooks;

/// <summary>
/// Deletes attempts after their retention, deliveries when the feed no longer has their event, and everything of deleted endpoints.
/// </summary>
internal sealed partial class WebhookRetention(
    IServiceScopeFactory scopes, IOptions<WebhookOptions> options, TimeProvider clock, ILogger<WebhookRetention> logger)
    : BackgroundService
{
    /// <summary>The endpoints that have deliveries or attempts. Finds each by one look at the index.</summary>
    private const string Endpoints = """
        WITH RECURSIVE delivered (id) AS (
            (SELECT endpoint_id FROM webhook_deliveries ORDER BY endpoint_id LIMIT 1)
            UNION ALL
            SELECT (SELECT endpoint_id FROM webhook_deliveries WHERE endpoint_id > d.id ORDER BY endpoint_id LIMIT 1)
            FROM delivered d WHERE d.id IS NOT NULL),
        attempted (id) AS (
            (SELECT endpoint_id FROM webhook_attempts ORDER BY endpoint_id LIMIT 1)
            UNION ALL
            SELECT (SELECT endpoint_id FROM webhook_attempts WHERE endpoint_id > a.id ORDER BY endpoint_id LIMIT 1)
            FROM attempted a WHERE a.id IS NOT NULL)
        SELECT n.id, EXISTS (SELECT FROM webhook_endpoints e WHERE e.id = n.id)
        FROM (SELECT id FROM delivered UNION SELECT id FROM attempted) n WHERE n.id IS NOT NULL
        """;

    /// <summary>
    /// Deletes at most 10,000 deliveries of endpoint $1 whose event is gone, and those before position $2: the greatest one for all.
    /// </summary>
    private const string DeleteDeliveries = """
        DELETE FROM webhook_deliveries d USING (
            SELECT position FROM webhook_deliveries
            WHERE endpoint_id = $1 AND position < greatest($2, (SELECT oldest_position FROM event_feed WHERE id = 1))
            ORDER BY position LIMIT 10000) o
        WHERE d.endpoint_id = $1 AND d.position = o.position
        """;

    /// <summary>Deletes at most 10,000 attempts of endpoint $1 with ids below $2.</summary>
    private const string DeleteAttempts = """
        DELETE FROM webhook_attempts a USING (
            SELECT id FROM webhook_attempts WHERE endpoint_id = $1 AND id < $2 ORDER BY id LIMIT 10000) o
        WHERE a.endpoint_id = $1 AND a.id = o.id
        """;

    private const string DeleteSecrets = "DELETE FROM webhook_secrets WHERE expires_at <= $1";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown.
        }
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>();
            var now = clock.GetUtcNow();
            var oldest = TimeOrderedUuidGenerator.StartOf(now - options.Value.Retention.Value);
            var endpoints = await context.QueryAsync(
                Endpoints, [], static row => (Id: row.GetGuid(0), Exists: row.GetBoolean(1)), cancellationToken);
            foreach (var (id, exists) in endpoints)
            {
                var position = exists ? 0 : long.MaxValue;
                while (await context.ExecuteAsync(DeleteDeliveries, [Value(id), Value(position)], cancellationToken) > 0)
                {
                    // There may be more.
                }

                var attempt = exists ? oldest : Guid.AllBitsSet;
                while (await context.ExecuteAsync(DeleteAttempts, [Value(id), Value(attempt)], cancellationToken) > 0)
                {
                    // There may be more.
                }
            }

            await context.ExecuteAsync(DeleteSecrets, [Value(now)], cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database may be unavailable. The next tick retries.
            SweepFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired webhook deliveries could not be deleted")]
    private static partial void SweepFailed(ILogger logger, Exception exception);
}
