using Concierge.Application.Events;

namespace Concierge.Infrastructure.Events;

/// <summary>
/// The newest events, in memory. Readers have a cursor of their own and no queue, so a slow one costs nothing and loses nothing: when its
/// cursor has fallen off the ring, it reads the database. A reader that follows one user is woken by events of this user alone, so
/// thousands of them cost nothing while others write.
/// </summary>
internal sealed class EventRing(int size)
{
    private readonly FeedEvent?[] slots = new FeedEvent?[size];
    private readonly Lock guard = new();

    /// <summary>Signals of the users whose readers wait.</summary>
    private readonly Dictionary<string, Signal> users = [];

    private Signal anyone = new();
    private long head;
    private string epoch = "";

    /// <summary>Epoch before the present one.</summary>
    private string ended = "";

    /// <summary>Position before the oldest event of the ring.</summary>
    private long start;

    /// <summary>Position of the newest event.</summary>
    public long Head => Volatile.Read(ref head);

    /// <summary>Id of the newest event.</summary>
    public EventId Newest
    {
        get
        {
            lock (guard)
            {
                return new(epoch, head);
            }
        }
    }

    /// <summary>Empties the ring, because an epoch began. The next event follows a position. Wakes those who wait.</summary>
    public void Reset(string newEpoch, long position)
    {
        List<Signal> signals;
        lock (guard)
        {
            (ended, epoch, start, head) = (epoch, newEpoch, position, position);
            signals = [anyone, .. users.Values];
            anyone = new();
            users.Clear();
        }

        signals.ForEach(signal => signal.Wake(position));
    }

    /// <summary>Appends events, which follow the head without a gap, and wakes those who wait.</summary>
    public void Append(IReadOnlyList<FeedEvent> events)
    {
        List<(Signal Signal, long Before)> signals;
        lock (guard)
        {
            signals = [(anyone, head)];
            anyone = new();
            foreach (var change in events)
            {
                slots[change.Id.Position % slots.Length] = change;
                foreach (var user in new[] { change.UserA, change.UserB })
                {
                    if (user is not null && users.Remove(user, out var signal))
                    {
                        signals.Add((signal, change.Id.Position - 1));
                    }
                }
            }

            head = events[^1].Id.Position;
            start = Math.Max(start, head - slots.Length);
        }

        signals.ForEach(woken => woken.Signal.Wake(woken.Before));
    }

    /// <summary>
    /// Reads the events after an id that a filter includes; null if its position is not in the ring, or if the ring holds another epoch.
    /// </summary>
    public EventBatch? Read(EventId after, EventFilter filter, int count)
    {
        lock (guard)
        {
            if (after.Epoch != epoch || after.Position < start || after.Position > head)
            {
                return null;
            }

            List<FeedEvent> items = [];
            for (var position = after.Position + 1; position <= head; position++)
            {
                var change = slots[position % slots.Length]!;
                if (filter.Includes(change))
                {
                    items.Add(change);
                    if (items.Count == count)
                    {
                        return new(items, position, head, epoch);
                    }
                }
            }

            return new(items, head, head, epoch);
        }
    }

    /// <summary>
    /// Waits until there is an event after an id that names a user (any event if the user is null), or an epoch begins. The position of an
    /// id of an epoch that this process has yet to notice says nothing about the head.
    /// </summary>
    public async Task<EventWait> WaitAsync(
        EventId after, string? user, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        Signal signal;
        lock (guard)
        {
            if (after.Epoch == epoch ? head > after.Position : after.Epoch == ended)
            {
                return new(HasMore: true, after);
            }

            signal = user is null ? anyone : users.GetValueOrDefault(user) ?? (users[user] = new());
            signal.Readers++;
        }

        await signal.Woken.WaitAsync(patience, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (guard)
        {
            if (--signal.Readers == 0 && user is not null && users.GetValueOrDefault(user) == signal)
            {
                users.Remove(user);
            }

            var place = signal.Before ?? (user is null ? after.Position : head);
            return new(signal.Before is not null, after.Epoch == epoch && place > after.Position ? after with { Position = place } : after);
        }
    }

    /// <summary>Wakes readers once, with the place before the event that wakes them.</summary>
    private sealed class Signal
    {
        private readonly TaskCompletionSource woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Woken => woken.Task;

        /// <summary>The place; null until the readers are woken.</summary>
        public long? Before { get; private set; }

        public int Readers { get; set; }

        public void Wake(long before)
        {
            Before = before;
            woken.SetResult();
        }
    }
}
