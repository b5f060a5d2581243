using System.Security.Cryptography;
using Concierge.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Events;

/// <summary>
/// Gives committed events their positions, in one order. Every process runs one; the lock on the feed lets one batch run at a time.
/// </summary>
internal sealed partial class EventSequencer(
    IServiceScopeFactory scopes, EventFeed feed, EventWakeUp wakeUp, IOptions<EventsOptions> options, TimeProvider clock,
    ILogger<EventSequencer> logger) : BackgroundService
{
    /// <summary>A burst of commits is one batch, so batches do not follow at once.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Pause after a failure, so that an unavailable database is not asked, and logged, all the time.</summary>
    private static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(1);

    /// <summary>How often a batch looks at the whole outbox.</summary>
    private static readonly TimeSpan FullScanInterval = TimeSpan.FromSeconds(10);

    private string fromTransaction = "0";
    private long lastFullScan;
    private string epoch = "";
    private long head;
    private DateTimeOffset marked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var poll = clock.CreateTimer(_ => wakeUp.Wake(), state: null, TimeSpan.Zero, options.Value.PollInterval);
        try
        {
            while (true)
            {
                await wakeUp.WaitAsync(stoppingToken);
                await Task.Delay(await TryRunAsync(stoppingToken) ? MinInterval : FailureDelay, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown. Events that are still in the outbox are stamped by another process, or by the next one.
        }
    }

    private async Task<bool> TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await RunAsync(cancellationToken) == EventStatements.BatchSize)
            {
                // There are more.
            }

            await feed.FollowAsync(epoch, head, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database may be unavailable. The next run looks at the whole outbox.
            fromTransaction = "0";
            RunFailed(logger, exception);
            return false;
        }
    }

    /// <summary>Runs one batch, in one round trip and one transaction. Returns the number of events.</summary>
    private async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (clock.GetElapsedTime(lastFullScan) >= FullScanInterval)
        {
            (fromTransaction, lastFullScan) = ("0", clock.GetTimestamp());
        }

        var now = clock.GetUtcNow();
        var isMarked = now - marked < TimeSpan.FromMinutes(1);
        var rows = await scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().BatchAsync(
            [
                new(EventStatements.Lock),
                new(EventStatements.Renew, Value(NewEpoch()), Value(epoch), Value(head)),
                .. isMarked ? [] : new Statement[] { new(EventStatements.Mark, Value(now)) },
                new(EventStatements.Stamp, Value(fromTransaction)),
            ],
            static row => (Oldest: row.GetString(0), Count: row.GetInt64(1), Epoch: row.GetString(2), Head: row.GetInt64(3)),
            cancellationToken);
        var batch = rows.Single();
        if (epoch.Length > 0 && batch.Epoch != epoch)
        {
            EpochBegan(logger, batch.Epoch, batch.Head);
        }

        (epoch, head) = (batch.Epoch, batch.Head);
        marked = isMarked ? marked : now;
        if (batch.Count < EventStatements.BatchSize)
        {
            // Everything that this batch could not see belongs to this transaction or a later one.
            fromTransaction = batch.Oldest;
        }

        return batch.Count;
    }

    /// <summary>Draws the name of an epoch.</summary>
    internal static string NewEpoch() => RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyz", 4);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events could not be sequenced; the next attempt follows")]
    private static partial void RunFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The database is not the one that it was: the feed begins epoch {Epoch} after position {Head}")]
    private static partial void EpochBegan(ILogger logger, string epoch, long head);
}
