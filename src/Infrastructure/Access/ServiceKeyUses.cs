using System.Collections.Concurrent;
using Concierge.Domain.Access;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concierge.Infrastructure.Access;

/// <summary>Notes when each key was last used: in memory at once, in the database every now and then, so that no request waits for it.</summary>
internal sealed partial class ServiceKeyUses(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ServiceKeyUses> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

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
            await scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().Database.ExecuteSqlAsync($"""
                UPDATE service_keys k SET last_used_at = greatest(k.last_used_at, date_trunc('milliseconds', u.at))
                FROM unnest({uses.Select(use => use.Key.Value).ToArray()}, {uses.Select(use => use.Value).ToArray()}) AS u (id, at)
                WHERE k.id = u.id
                """);
            foreach (var use in uses)
            {
                // Unless it was used again meanwhile.
                unsaved.TryRemove(use);
            }
        }
        catch (Exception exception)
        {
            // The database may be away, or only read at the moment; the next turn tries again.
            SavingFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "When service keys were last used could not be saved yet")]
    private static partial void SavingFailed(ILogger logger, Exception exception);
}
