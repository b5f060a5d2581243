using Concierge.Application.Events;
using Concierge.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Events;

/// <summary>Reads the feed from memory where it can, and from the database where it must.</summary>
internal sealed class EventFeed : IEventFeed, IDisposable
{
    /// <summary>
    /// Maximum number of reads of the database at a time. Readers that have fallen far behind must not take all connections.
    /// </summary>
    private const int MaxCatchUps = 16;

    private readonly IServiceScopeFactory scopes;
    private readonly IHostApplicationLifetime lifetime;
    private readonly EventWakeUp wakeUp;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim catchUps = new(MaxCatchUps);
    private readonly EventRing ring;
    private FeedExtent? known;

    public EventFeed(
        IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, EventWakeUp wakeUp, TimeProvider clock,
        IOptions<EventsOptions> options)
    {
        (this.scopes, this.lifetime, this.wakeUp, this.clock) = (scopes, lifetime, wakeUp, clock);
        ring = new(options.Value.RingSize);
    }

    /// <summary>Position of the newest event that this process knows.</summary>
    public long Head => ring.Head;

    /// <summary>Id of the newest event that this process knows.</summary>
    public EventId Newest => ring.Newest;

    public void Wake() => wakeUp.Wake();

    public void Dispose() => catchUps.Dispose();

    public async Task<FeedExtent> GetExtentAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Context(scope).GetExtentAsync(cancellationToken);
    }

    public async Task<EventBatch> ReadAsync(EventId after, EventFilter filter, int count, CancellationToken cancellationToken)
    {
        if (ring.Read(after, filter, count) is { } batch)
        {
            return batch;
        }

        await catchUps.WaitAsync(cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = Context(scope);
            while (true)
            {
                var extent = await context.GetExtentAsync(cancellationToken);
                if (await context.TryReadAsync(extent, after.Position, filter, count, cancellationToken) is { } page)
                {
                    return page;
                }
            }
        }
        finally
        {
            catchUps.Release();
        }
    }

    public async Task<EventWait> WaitAsync(EventId after, string? user, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        return await ring.WaitAsync(after, user, patience, clock, stopping.Token);
    }

    public async Task<long> GetPlaceAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var places = await Context(scope).QueryAsync(
            EventStatements.PlaceAt, [Value(time)], static row => row.GetInt64(0), cancellationToken);
        return places.SingleOrDefault();
    }

    public async Task BeginEpochAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await Context(scope).ExecuteAsync(EventStatements.RenewAlways, [Value(EventSequencer.NewEpoch())], cancellationToken);
    }

    /// <summary>Reads into memory what the database has up to a head.</summary>
    /// <param name="epoch">The epoch of the head.</param>
    /// <param name="head">Position of the newest event.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task FollowAsync(string epoch, long head, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = Context(scope);
        if (known?.Epoch != epoch)
        {
            // The first look, or the history before this position is another one now.
            known = await context.GetExtentAsync(cancellationToken);
            ring.Reset(known.Epoch, known.Head);
        }

        while (ring.Head < head)
        {
            var events = await context.ReadTailAsync(known, ring.Head, EventStatements.BatchSize, cancellationToken);
            if (events.Count == 0)
            {
                return;
            }

            ring.Append(events);
        }
    }

    private static ConciergeDbContext Context(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<ConciergeDbContext>();
}
