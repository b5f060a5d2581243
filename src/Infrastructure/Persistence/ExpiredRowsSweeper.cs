using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Persistence;

/// <summary>Deletes expired rows to free their space. Reads ignore them anyway.</summary>
internal sealed partial class ExpiredRowsSweeper(
    IEnumerable<ExpiredRows> kinds, IServiceScopeFactory scopes, TimeProvider clock, ILogger<ExpiredRowsSweeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

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
            foreach (var rows in kinds)
            {
                await context.ExecuteAsync(rows.Delete, [Value(clock.GetUtcNow() - rows.Age)], cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database may be unavailable. The next tick retries.
            SweepFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired rows could not be deleted")]
    private static partial void SweepFailed(ILogger logger, Exception exception);
}
