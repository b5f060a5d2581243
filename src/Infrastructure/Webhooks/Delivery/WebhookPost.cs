using Concierge.Application.Events;
using Concierge.Domain.Webhooks;
using Microsoft.Extensions.Logging;

namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>
/// Makes the attempts of loaded deliveries. An attempt is recorded as begun before its request, and with its outcome afterwards. Records of
/// all endpoints share statements, so their number does not grow with the number of attempts.
/// </summary>
internal sealed partial class WebhookPost
{
    /// <summary>Maximum number of attempts at a time.</summary>
    private const int MaxParallel = 128;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly WebhookStore store;
    private readonly WebhookSender sender;
    private readonly WebhookMetrics metrics;
    private readonly WebhookSignal wakeUp;
    private readonly TimeProvider clock;
    private readonly ILogger<WebhookPost> logger;
    private readonly WebhookBatcher<AttemptToBegin, BegunAttempt?> beginning;
    private readonly WebhookBatcher<AttemptToEnd, bool> ending;
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WebhookLease[] leases = [];
    private int running;
    private int turn;
    private volatile bool isStopping;

    public WebhookPost(
        WebhookStore store, WebhookSender sender, WebhookMetrics metrics, WebhookSignal wakeUp, TimeProvider clock,
        ILogger<WebhookPost> logger)
    {
        (this.store, this.sender, this.metrics, this.wakeUp, this.clock, this.logger) = (store, sender, metrics, wakeUp, clock, logger);
        beginning = new(store.BeginAsync, TimeSpan.Zero, 256);
        ending = new(TryEndAsync, TimeSpan.FromMilliseconds(100), 64);
    }

    /// <summary>Whether another attempt can start.</summary>
    public bool HasRoom => Volatile.Read(ref running) < MaxParallel;

    /// <summary>Records attempts until <see cref="StopAsync"/>.</summary>
    public Task RunAsync() => Task.WhenAll(beginning.RunAsync(), ending.RunAsync());

    /// <summary>Starts the attempts that can start.</summary>
    public void Start(IEnumerable<WebhookLease> held)
    {
        leases = [.. held];
        Start();
    }

    /// <summary>Starts nothing more, and waits for the attempts in progress.</summary>
    public async Task StopAsync()
    {
        isStopping = true;
        leases = [];
        if (Interlocked.Increment(ref running) > 1)
        {
            Leave();
            await idle.Task;
        }

        beginning.Complete();
        ending.Complete();
    }

    /// <summary>Goes round the endpoints, so that each gets its share of the attempts.</summary>
    private void Start()
    {
        var held = leases;
        var now = clock.GetUtcNow();
        for (var tried = 0; tried < held.Length && !isStopping; tried++)
        {
            var lease = held[(uint)Interlocked.Increment(ref turn) % held.Length];
            while (!isStopping && TryEnter())
            {
                if (!lease.TryStart(now, out var lane, out var change))
                {
                    Leave();
                    break;
                }

                tried = 0;
                _ = AttemptAsync(lease, lane, change);
            }
        }
    }

    private bool TryEnter()
    {
        if (Interlocked.Increment(ref running) <= MaxParallel)
        {
            return true;
        }

        Leave();
        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref running) == 0 && isStopping)
        {
            idle.TrySetResult();
        }
    }

    private async Task AttemptAsync(WebhookLease lease, int lane, FeedEvent change)
    {
        try
        {
            var isProbe = lease.Health.IsOpen;
            var begun = lease.HasTime(clock)
                ? await beginning.AddAsync(new(lease, change.Id.Position))
                : null;
            if (begun is null || !lease.HasTime(clock))
            {
                // The endpoint was changed, or this process was paused: look at it anew.
                lease.End();
                return;
            }

            var at = clock.GetUtcNow();
            var outcome = await sender.SendAsync(lease.Url, lease.SecretsAt(at), $"{change.Id}", change.Json, WebhookSender.Timeout);
            var settled = Settle(lease, change, begun, isProbe, at, outcome);
            lease.BeginRecording();
            _ = ending.AddAsync(settled);
        }
        catch (Exception exception)
        {
            // The database may be unavailable. The delivery is due again after its lease.
            AttemptFailed(logger, exception);
            lease.End();
        }
        finally
        {
            lease.Finish(lane, change.Id.Position);
            Leave();
            Start();
            wakeUp.Wake();
        }
    }

    /// <summary>Decides what becomes of the delivery and of the endpoint.</summary>
    private AttemptToEnd Settle(
        WebhookLease lease, FeedEvent change, BegunAttempt begun, bool isProbe, DateTimeOffset at, WebhookOutcome outcome)
    {
        // While the circuit is open, failures are those of the endpoint: they use up no attempts of the delivery.
        var now = clock.GetUtcNow();
        var step = isProbe && !outcome.IsRefusal ? begun.Step : begun.Step + 1;
        var delay = step == begun.Step ? TimeSpan.Zero : WebhookSchedule.DelayAfter(step, outcome, Random.Shared.NextDouble());
        var status = outcome.IsSuccess ? WebhookDeliveryStatus.Delivered
            : delay is null ? WebhookDeliveryStatus.Failed
            : WebhookDeliveryStatus.Pending;
        var health = Judge(lease, outcome, isProbe, now);
        DateTimeOffset? dueAt = status == WebhookDeliveryStatus.Pending ? now + delay : null;
        return new(lease, change.Id.Position, begun with { Step = step }, at, outcome, status, dueAt, health);
    }

    private static HealthChange? Judge(WebhookLease lease, WebhookOutcome outcome, bool isProbe, DateTimeOffset now)
    {
        if (outcome.IsGone)
        {
            lease.End();
            return new(lease.Health, WebhookStatusReason.Gone, WebhookEvents.Disabled);
        }

        if (lease.Record(outcome, isProbe, now) is not var (before, after))
        {
            return null;
        }

        if (after.DisablesAt <= now)
        {
            lease.End();
            return new(after, WebhookStatusReason.Failing, WebhookEvents.Disabled);
        }

        var type = before.IsFailing == after.IsFailing ? null : after.IsFailing ? WebhookEvents.Failing : WebhookEvents.Recovered;
        return new(after, null, type);
    }

    /// <summary>Records outcomes, again and again while the database is unavailable, until the attempts are due again anyway.</summary>
    private async Task<IReadOnlyList<bool>> TryEndAsync(IReadOnlyList<AttemptToEnd> attempts)
    {
        var started = clock.GetTimestamp();
        try
        {
            while (true)
            {
                try
                {
                    var stored = await store.EndAsync(attempts);
                    Announce(attempts);
                    return stored;
                }
                catch (Exception exception)
                {
                    RecordingFailed(logger, exception);
                    if (clock.GetElapsedTime(started) >= WebhookLease.Duration)
                    {
                        return [.. attempts.Select(_ => false)];
                    }

                    await Task.Delay(RetryDelay, CancellationToken.None);
                }
            }
        }
        finally
        {
            foreach (var attempt in attempts)
            {
                attempt.Lease.EndRecording();
            }

            wakeUp.Wake();
        }
    }

    private void Announce(IReadOnlyList<AttemptToEnd> attempts)
    {
        foreach (var attempt in attempts.Where(attempt => attempt.Health?.Type is not null))
        {
            var (endpoint, health) = (attempt.Lease.Endpoint.Value, attempt.Health!);
            metrics.Count(health.Type!);
            switch (health.Type)
            {
                case WebhookEvents.Failing:
                    Failing(logger, endpoint, health.After.DisablesAt);
                    break;
                case WebhookEvents.Disabled:
                    Disabled(logger, endpoint, health.Reason!.Value);
                    break;
                default:
                    Recovered(logger, endpoint);
                    break;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The attempt to send a webhook failed")]
    private static partial void AttemptFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outcome of webhook attempts could not be recorded yet")]
    private static partial void RecordingFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook endpoint {Endpoint} is failing and will be disabled at {DisablesAt}")]
    private static partial void Failing(ILogger logger, Guid endpoint, DateTimeOffset? disablesAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook endpoint {Endpoint} is disabled: {Reason}")]
    private static partial void Disabled(ILogger logger, Guid endpoint, WebhookStatusReason reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook endpoint {Endpoint} has recovered")]
    private static partial void Recovered(ILogger logger, Guid endpoint);
}
