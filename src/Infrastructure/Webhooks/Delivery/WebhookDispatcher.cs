using System.Collections.Frozen;
using Concierge.Application.Events;
using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using EventId = Concierge.Application.Events.EventId;

namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>
/// Pushes the feed to webhook endpoints. Leases endpoints that have work, makes the events after their place deliveries, loads the due
/// ones, and hands them to <see cref="WebhookPost"/>. A process that is killed leaves begun attempts, which are due again after 30 seconds.
/// </summary>
internal sealed partial class WebhookDispatcher : BackgroundService
{
    /// <summary>Number of deliveries that are loaded for an endpoint before more are taken.</summary>
    private const int LowWater = 100;

    /// <summary>Maximum number of events that are taken for an endpoint at a time.</summary>
    private const int TakeSize = 200;

    /// <summary>Maximum number of changes of endpoints that are read at a time.</summary>
    private const int MaxChanges = 100;

    /// <summary>Shortest time between two rounds. A burst of events is one round.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Shortest time between two looks for endpoints to lease.</summary>
    private static readonly TimeSpan LeaseInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(10);

    /// <summary>Time after which an endpoint whose secret could not be decrypted is looked at again.</summary>
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromMinutes(1);

    /// <summary>Pause after a failure, so that an unavailable database is not asked, and logged, all the time.</summary>
    private static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(1);

    private static readonly EventFilter EndpointChanges =
        new(new[] { WebhookEvents.Created, WebhookEvents.Updated, WebhookEvents.Deleted }.ToFrozenSet(), User: null);

    private readonly WebhookStore store;
    private readonly WebhookPost post;
    private readonly EventFeed feed;
    private readonly WebhookSignal wakeUp;
    private readonly TimeSpan pollInterval;
    private readonly TimeProvider clock;
    private readonly ILogger<WebhookDispatcher> logger;
    private readonly HashSet<Guid> warned = [];
    private List<Guid> unreadable = [];
    private List<WebhookLease> leases = [];
    private EventId? seen;
    private bool hasEndpoints = true;
    private bool isPolled;
    private long leasedAt;
    private long forgottenAt;
    private long renewedAt;

    public WebhookDispatcher(
        WebhookStore store, WebhookPost post, WebhookSignal wakeUp, EventFeed feed, IOptions<WebhookOptions> options, TimeProvider clock,
        ILogger<WebhookDispatcher> logger)
    {
        (this.store, this.post, this.wakeUp, this.feed, this.clock, this.logger) = (store, post, wakeUp, feed, clock, logger);
        pollInterval = options.Value.PollInterval;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var poll = clock.CreateTimer(_ => Poll(), state: null, TimeSpan.Zero, pollInterval);
        var following = FollowAsync(stoppingToken);
        var posting = post.RunAsync();
        try
        {
            while (true)
            {
                await wakeUp.WaitAsync(stoppingToken);
                var isDone = await TryRunAsync(stoppingToken);
                await Task.Delay(isDone ? MinInterval : FailureDelay, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown. Attempts in progress end first; their timeout bounds them.
            leases.ForEach(lease => lease.End());
            await post.StopAsync();
            await Task.WhenAll(following, posting);
            await TryReleaseAsync(leases);
        }
    }

    /// <summary>Makes the next round look for everything that may be due. Rounds between look only at the feed.</summary>
    internal void Poll()
    {
        Volatile.Write(ref isPolled, true);
        wakeUp.Wake();
    }

    /// <summary>Wakes the rounds when the feed moves.</summary>
    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await feed.WaitAsync(feed.Newest, user: null, Timeout.InfiniteTimeSpan, stoppingToken);
            wakeUp.Wake();
            await Task.Delay(MinInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database may be unavailable. The next poll begins anew.
            RoundFailed(logger, exception);
            return false;
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var polled = Interlocked.Exchange(ref isPolled, false);
        if (await SeesEndpointChangeAsync(cancellationToken) || polled)
        {
            hasEndpoints = leases.Count > 0 || await store.HasEndpointsAsync(cancellationToken);
        }

        if (!hasEndpoints)
        {
            return;
        }

        await RenewAsync(cancellationToken);
        await LeaseAsync(polled, cancellationToken);
        await LoadAsync(polled, cancellationToken);
        await TakeAsync(cancellationToken);
        post.Start(leases);
    }

    /// <summary>
    /// Looks for changes of endpoints in the feed, so that a program without endpoints causes no statement but one for each poll. The lease
    /// of an endpoint that was changed is given up: the next one has its new settings and place.
    /// </summary>
    private async Task<bool> SeesEndpointChangeAsync(CancellationToken cancellationToken)
    {
        if (seen is not { } after)
        {
            // What was before is found in the database.
            seen = (await feed.GetExtentAsync(cancellationToken)).End;
            return true;
        }

        var batch = await feed.ReadAsync(after, EndpointChanges, MaxChanges, cancellationToken);
        seen = batch.ResumePoint;
        var changed = batch.Items.Select(change => change.ResourceId).ToHashSet();
        leases.FindAll(lease => changed.Contains($"{lease.Endpoint}")).ForEach(lease => lease.End());
        return batch.Items.Count > 0 || batch.Epoch != after.Epoch;
    }

    /// <summary>Renews the leases every 10 seconds, and gives up those of endpoints that have nothing to do.</summary>
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (clock.GetElapsedTime(renewedAt) >= RenewInterval && leases.Count > 0)
        {
            var now = renewedAt = clock.GetTimestamp();
            leases.FindAll(lease => !lease.IsBusy && lease.Loaded == 0).ForEach(lease => lease.End());
            var held = leases.FindAll(lease => !lease.IsOver);
            var renewed = await store.RenewAsync(held, cancellationToken);
            foreach (var lease in held.Where(lease => renewed.Contains(lease.Endpoint.Value)))
            {
                (lease.RenewedAt, lease.IsBusy) = (now, false);
            }

            held.FindAll(lease => !renewed.Contains(lease.Endpoint.Value)).ForEach(lease => lease.End());
        }

        var over = leases.FindAll(lease => lease is { IsOver: true, IsInUse: false });
        if (over.Count > 0)
        {
            leases = [.. leases.Except(over)];
            await store.ReleaseAsync(over, cancellationToken);
            leasedAt = 0;
        }
    }

    private async Task LeaseAsync(bool polled, CancellationToken cancellationToken)
    {
        if (!post.HasRoom || (!polled && clock.GetElapsedTime(leasedAt) < LeaseInterval))
        {
            return;
        }

        leasedAt = clock.GetTimestamp();
        if (clock.GetElapsedTime(forgottenAt) >= ForgetInterval)
        {
            (unreadable, forgottenAt) = ([], leasedAt);
        }

        var (leased, locked) = await store.LeaseAsync(WebhookEndpoint.MaxCount, [.. unreadable], cancellationToken);
        leases.AddRange(leased);
        unreadable.AddRange(locked);
        foreach (var lease in leased.FindAll(lease => locked.Contains(lease.Endpoint.Value)))
        {
            if (warned.Add(lease.Endpoint.Value))
            {
                SecretUnreadable(logger, lease.Endpoint.Value);
            }

            lease.End();
            wakeUp.Wake();
        }
    }

    /// <summary>Loads due deliveries at each poll, and the delivery to probe where the circuit is open.</summary>
    private async Task LoadAsync(bool polled, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var probing = leases.FindAll(
            lease => !lease.IsOver && lease.Health is { IsOpen: true } health && health.NextAt <= now && lease.Loaded == 0);
        if (probing.Count > 0)
        {
            var probes = await store.ReadProbesAsync(probing, cancellationToken);
            probing.ForEach(lease => lease.Load(probes[lease.Endpoint.Value]));
        }

        var looking = leases.FindAll(lease => !lease.IsOver && !lease.Health.IsOpen && lease.Loaded < LowWater
            && (polled || !lease.WasLookedAt));
        if (looking.Count > 0)
        {
            looking.ForEach(lease => lease.WasLookedAt = true);
            var due = await store.ReadDueAsync(looking, LowWater + TakeSize, cancellationToken);
            looking.ForEach(lease => lease.Load(due[lease.Endpoint.Value]));
        }
    }

    /// <summary>
    /// Makes the next events deliveries. The events come from memory where possible, so what is taken need not be read again. While the
    /// circuit is open, an event is taken only where nothing else can be probed.
    /// </summary>
    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        List<(WebhookLease Lease, EventBatch Batch)> taken = [];
        var now = clock.GetUtcNow();
        foreach (var lease in leases.FindAll(lease => !lease.IsOver && CanTake(lease, now)))
        {
            var batch = await feed.ReadAsync(lease.Cursor, lease.Filter, lease.Health.IsOpen ? 1 : TakeSize, cancellationToken);
            if (batch.Epoch != lease.Cursor.Epoch)
            {
                // The database was restored. The new lease begins at the place that it has.
                lease.End();
            }
            else if (batch.Items.Count > 0)
            {
                taken.Add((lease, batch));
            }
            else
            {
                lease.Cursor = batch.ResumePoint;
            }

            if (batch.Next < batch.Head)
            {
                wakeUp.Wake();
            }
        }

        if (taken.Count == 0)
        {
            return;
        }

        var leased = await store.TakeAsync(taken, cancellationToken);
        foreach (var (lease, batch) in taken)
        {
            if (!leased.TryGetValue(lease.Endpoint.Value, out var hadRoom))
            {
                lease.End();
                wakeUp.Wake();
            }
            else if (hadRoom)
            {
                lease.Cursor = batch.ResumePoint;
                lease.Load(batch.Items);
            }
        }
    }

    private static bool CanTake(WebhookLease lease, DateTimeOffset now) => lease.Health is { IsOpen: true } health
        ? health.NextAt <= now && lease.Loaded == 0
        : lease.Loaded < LowWater;

    private async Task TryReleaseAsync(List<WebhookLease> held)
    {
        try
        {
            await store.ReleaseAsync(held, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The leases end by themselves.
            RoundFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhooks could not be looked for; the next attempt follows")]
    private static partial void RoundFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Webhook endpoint {Endpoint} has a secret that the key in Encryption:Webhooks does not decrypt; other replicas may")]
    private static partial void SecretUnreadable(ILogger logger, Guid endpoint);
}
