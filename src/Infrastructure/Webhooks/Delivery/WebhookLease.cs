using System.Collections.Frozen;
using Concierge.Application.Events;
using Concierge.Domain.Webhooks;

namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>
/// An endpoint that this process may deliver to, with what is loaded of its deliveries. Deliveries of one resource share a lane, which
/// attempts one at a time, so first attempts of a resource are in order.
/// </summary>
internal sealed class WebhookLease(
    WebhookEndpointId endpoint, Guid id, int version, string url, IReadOnlyList<WebhookLease.Secret> secrets, FrozenSet<string> types)
{
    /// <summary>Duration of a lease.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    /// <summary>Number of lanes.</summary>
    public const int Lanes = 16;

    /// <summary>Time that must be left when an attempt starts: its timeout and a second.</summary>
    private static readonly TimeSpan Needed = WebhookSender.Timeout + TimeSpan.FromSeconds(1);

    private readonly Lock guard = new();
    private readonly Queue<FeedEvent>[] queues = [.. Enumerable.Range(0, Lanes).Select(_ => new Queue<FeedEvent>())];
    private readonly bool[] isRunning = new bool[Lanes];
    private readonly HashSet<long> loaded = [];
    private int running;
    private int recording;
    private int nextLane;
    private int openLanes = Lanes;
    private WebhookHealth health;

    public WebhookEndpointId Endpoint => endpoint;

    /// <summary>The lease.</summary>
    public Guid Id => id;

    /// <summary>Version of the endpoint.</summary>
    public int Version => version;

    public string Url => url;

    public EventFilter Filter { get; } = new(types, User: null);

    /// <summary>Place in the feed.</summary>
    public required EventId Cursor { get; set; }

    /// <summary>Timestamp of the clock before the lease was taken or renewed.</summary>
    public required long RenewedAt { get; set; }

    /// <summary>Whether due deliveries were looked for. Later looks follow the poll.</summary>
    public bool WasLookedAt { get; set; }

    /// <summary>Whether something was loaded or attempted since the last renewal.</summary>
    public bool IsBusy { get; set; } = true;

    /// <summary>Whether the lease was lost, or is given up.</summary>
    public bool IsOver { get; private set; }

    /// <summary>
    /// Whether attempts are in progress, or outcomes are still to be recorded. The lease must not be released before: another process would
    /// attempt later events of the same resources meanwhile, and what the outcomes say of the endpoint would be lost.
    /// </summary>
    public bool IsInUse
    {
        get
        {
            lock (guard)
            {
                return running + recording > 0;
            }
        }
    }

    public required WebhookHealth Health
    {
        get
        {
            lock (guard)
            {
                return health;
            }
        }

        init => (health, openLanes) = (value, value.IsOpen ? 1 : Lanes);
    }

    /// <summary>Number of deliveries that are loaded, those in progress included.</summary>
    public int Loaded
    {
        get
        {
            lock (guard)
            {
                return loaded.Count;
            }
        }
    }

    /// <summary>Gets the secrets that sign at a time, newest first.</summary>
    public IEnumerable<byte[]> SecretsAt(DateTimeOffset now) =>
        secrets.Where(secret => secret.ExpiresAt is null || secret.ExpiresAt > now).Select(secret => secret.Value);

    /// <summary>Returns whether an attempt that starts now ends before the lease.</summary>
    public bool HasTime(TimeProvider clock) => clock.GetElapsedTime(RenewedAt) <= Duration - Needed;

    /// <summary>Gives the lease up: nothing new begins.</summary>
    public void End()
    {
        lock (guard)
        {
            IsOver = true;
            Clear();
        }
    }

    /// <summary>Loads deliveries, except those that are loaded.</summary>
    public void Load(IEnumerable<FeedEvent> events)
    {
        lock (guard)
        {
            foreach (var change in events.Where(change => !IsOver && loaded.Add(change.Id.Position)))
            {
                queues[LaneOf(change.ResourceId)].Enqueue(change);
                IsBusy = true;
            }
        }
    }

    /// <summary>Takes the next delivery of a lane that is free. Returns false if none may begin now.</summary>
    public bool TryStart(DateTimeOffset now, out int lane, out FeedEvent change)
    {
        lock (guard)
        {
            (lane, change) = (0, null!);
            if (IsOver || running >= (health.IsOpen ? 1 : openLanes) || (health.IsOpen && health.NextAt > now))
            {
                return false;
            }

            for (var i = 0; i < Lanes; i++)
            {
                lane = (nextLane + i) % Lanes;
                if (!isRunning[lane] && queues[lane].TryDequeue(out change!))
                {
                    (isRunning[lane], nextLane) = (true, lane + 1);
                    running++;
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Says that an outcome is about to be recorded.</summary>
    public void BeginRecording()
    {
        lock (guard)
        {
            recording++;
        }
    }

    /// <summary>Says that an outcome was recorded, or could not be.</summary>
    public void EndRecording()
    {
        lock (guard)
        {
            recording--;
        }
    }

    /// <summary>Frees a lane.</summary>
    public void Finish(int lane, long position)
    {
        lock (guard)
        {
            isRunning[lane] = false;
            running--;
            loaded.Remove(position);
            IsBusy = true;
        }
    }

    /// <summary>
    /// Records an outcome. Returns the health if it changed. An attempt that began before the circuit opened says nothing new if it fails.
    /// </summary>
    public (WebhookHealth Before, WebhookHealth After)? Record(WebhookOutcome outcome, bool isProbe, DateTimeOffset now)
    {
        lock (guard)
        {
            var before = health;
            if (before.IsOpen && !isProbe && !outcome.IsSuccess)
            {
                return null;
            }

            health = before.After(outcome, now);
            if (before.IsOpen && !health.IsOpen)
            {
                openLanes = 1;
            }
            else if (outcome.IsSuccess)
            {
                openLanes = Math.Min(openLanes * 4, Lanes);
            }
            else if (health.IsOpen && !before.IsOpen)
            {
                // The others wait in the database.
                openLanes = 1;
                Clear();
            }

            return health.Failures == before.Failures && !health.IsOpen ? null : (before, health);
        }
    }

    /// <summary>Unloads what has not begun.</summary>
    private void Clear()
    {
        foreach (var queue in queues)
        {
            while (queue.TryDequeue(out var change))
            {
                loaded.Remove(change.Id.Position);
            }
        }
    }

    private static int LaneOf(string resourceId) => (int)((uint)string.GetHashCode(resourceId, StringComparison.Ordinal) % Lanes);

    /// <summary>A secret that signs.</summary>
    /// <param name="Value">The bytes.</param>
    /// <param name="ExpiresAt">Until when; null for the newest one.</param>
    internal sealed record Secret(byte[] Value, DateTimeOffset? ExpiresAt);
}
