using System.Collections.Concurrent;
using Concierge.Domain.Access;
using Concierge.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Access;

/// <summary>
/// Records when each key was last used: in memory at once, in the database every 20 seconds, so no request waits for the write.
/// </summary>
internal sealed partial class ServiceKeyUses(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ServiceKeyUses> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    private const string Update = """
        UPDATE service_keys k SET last_used_at = greatest(k.last_used_at, date_trunc('milliseconds', u.at))
        FROM unnest($1, $2) AS u (id, at)
        WHERE k.id = u.id
        """;

    private readonly ConcurrentDictionary<ServiceKeyId, DateTimeOffset> unsaved = new();

    public void Record(ServiceKeyId key) => unsaved[key] = clock.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SaveAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await SaveAsync();
        }
    }

    internal async Task SaveAsync()
    {
        var uses = unsaved.ToArray();
        if (uses.Length == 0)
        {
            return;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().ExecuteAsync(
                Update,
                [Value(uses.Select(use => use.Key.Value).ToArray()), Value(uses.Select(use => use.Value).ToArray())],
                CancellationToken.None);
            foreach (var use in uses)
            {
                // Keeps an entry that was updated in the meantime.
                unsaved.TryRemove(use);
            }
        }
        catch (Exception exception)
        {
            // The database may be unavailable or read-only. The next tick retries.
            SavingFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last use of service keys could not be saved; the next attempt follows")]
    private static partial void SavingFailed(ILogger logger, Exception exception);
}
