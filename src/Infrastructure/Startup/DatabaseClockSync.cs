using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Concierge.Infrastructure.Startup;

/// <summary>Samples the database's clock when the program starts and then every minute, which bounds the drift to milliseconds.</summary>
internal sealed partial class DatabaseClockSync(IServiceScopeFactory scopes, DatabaseClock clock, ILogger<DatabaseClockSync> logger)
    : BackgroundService, IStartupStep
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public string Name => "database clock";

    public bool IsNeededByCommands => true;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>();

        // Opened first, so that the time between the timestamps is that of one round trip.
        await context.Database.OpenConnectionAsync(cancellationToken);
        var before = clock.GetTimestamp();
        var rows = await context.QueryAsync(
            "SELECT clock_timestamp()", [], static row => row.GetFieldValue<DateTimeOffset>(0), cancellationToken);
        clock.Set(rows.Single(), before, clock.GetTimestamp());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                NotSampled(logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database's clock could not be read; the last sample is used")]
    private static partial void NotSampled(ILogger logger, Exception exception);
}
