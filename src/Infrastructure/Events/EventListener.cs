using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Concierge.Infrastructure.Events;

/// <summary>
/// Hears of the events that other processes have sequenced. It holds one connection. Without it, the poll of the sequencer finds them a
/// little later.
/// </summary>
/// <remarks>
/// PgBouncer in transaction mode accepts LISTEN and loses it (https://www.pgbouncer.org/features.html), so a notification to itself shows
/// whether it works.
/// </remarks>
internal sealed partial class EventListener(Database database, EventWakeUp wakeUp, TimeProvider clock, ILogger<EventListener> logger)
    : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await ListenAsync(stoppingToken))
                {
                    NotHeard(logger);
                    return;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or ObjectDisposedException)
            {
                // The database may be unavailable.
                Interrupted(logger, exception);
            }

            await Task.Delay(Patience, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Listens until the connection breaks. Returns false if notifications do not arrive.</summary>
    private async Task<bool> ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Unpooled.OpenConnectionAsync(cancellationToken);
        var isHeard = false;
        connection.Notification += (_, _) =>
        {
            isHeard = true;
            wakeUp.Wake();
        };
#pragma warning disable RS0030 // Notifications belong to a session, so this needs a connection of its own.
        await using (var command = new NpgsqlCommand(
            $"LISTEN {EventStatements.Channel}; NOTIFY {EventStatements.Channel}", connection))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
#pragma warning restore RS0030

        if (!isHeard && !await connection.WaitAsync(Patience, cancellationToken))
        {
            return false;
        }

        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The database does not pass notifications on, as PgBouncer in transaction mode; events of other replicas are polled")]
    private static partial void NotHeard(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection for notifications of events broke; the next attempt follows")]
    private static partial void Interrupted(ILogger logger, Exception exception);
}
