using Concierge.Infrastructure.Events;
using Concierge.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Access;

/// <summary>
/// Leaves an event for each service key that has expired. Nothing else happens then: an expired key is refused by its time.
/// </summary>
internal sealed partial class ServiceKeyExpiry(
    IServiceScopeFactory scopes, EventWakeUp wakeUp, TimeProvider clock, ILogger<ServiceKeyExpiry> logger) : BackgroundService
{
    private const string Record = """
        WITH expired AS (
            UPDATE service_keys SET expiry_recorded = true
            WHERE expires_at <= $1 AND revoked_at IS NULL AND NOT expiry_recorded
            RETURNING id, name)
        INSERT INTO event_outbox (type, resource_id, occurred_at, data)
        SELECT 'service_key.expired', id::text, clock_timestamp(), json_build_object('name', name) FROM expired
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RecordAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown.
        }
    }

    internal async Task RecordAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>();
            if (await context.ExecuteAsync(Record, [Value(clock.GetUtcNow())], cancellationToken) > 0)
            {
                wakeUp.Wake();
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database may be unavailable. The next tick retries.
            RecordingFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired service keys could not be looked for")]
    private static partial void RecordingFailed(ILogger logger, Exception exception);
}
