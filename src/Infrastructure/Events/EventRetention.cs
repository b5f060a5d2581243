using Concierge.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Events;

/// <summary>Deletes events that are older than the retention. First it says so in the feed, then it deletes.</summary>
internal sealed partial class EventRetention(
    IServiceScopeFactory scopes, IOptions<EventsOptions> options, TimeProvider clock, ILogger<EventRetention> logger) : BackgroundService
{
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
            var before = clock.GetUtcNow() - options.Value.Retention.Value;
            await context.ExecuteAsync(EventStatements.Expire, [Value(before)], cancellationToken);
            while (await context.ExecuteAsync(EventStatements.DeleteExpired, [], cancellationToken) > 0)
            {
                // There may be more.
            }

            await context.ExecuteAsync(EventStatements.DeleteMarks, [Value(before.AddHours(-1))], cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database may be unavailable. The next tick retries.
            SweepFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired events could not be deleted")]
    private static partial void SweepFailed(ILogger logger, Exception exception);
}
