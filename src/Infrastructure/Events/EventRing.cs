using Concierge.Application.Events;

namespace Concierge.Infrastructure.Events;

/// <summary>
/// The newest events, in memory. Readers have a cursor of their own and no queue, so a slow one costs nothing and loses nothing: when its
/// cursor has fallen off the ring, it reads the database.
/// </summary>
internal sealed class EventRing(int size)
{
    private readonly FeedEvent?[] slots = new FeedEvent?[size];
    private readonly Lock guard = new();
    private TaskCompletionSource changed = NewSignal();
    private long head;
    private string epoch = "";

    /// <summary>Epoch before the present one.</summary>
    private string ended = "";

    /// <summary>Position before the oldest event of the ring.</summary>
    private long start;

    /// <summary>Position of the newest event.</summary>
    public long Head => Volatile.Read(ref head);

    /// <summary>Empties the ring, because an epoch began. The next event follows a position. Wakes those who wait.</summary>
    public void Reset(string newEpoch, long position)
    {
        TaskCompletionSource signal;
        lock (guard)
        {
            (ended, epoch, start, head) = (epoch, newEpoch, position, position);
            (signal, changed) = (changed, NewSignal());
        }

        signal.SetResult();
    }

    /// <summary>Appends events, which follow the head without a gap, and wakes those who wait.</summary>
    public void Append(IReadOnlyList<FeedEvent> events)
    {
        TaskCompletionSource signal;
        lock (guard)
        {
            foreach (var change in events)
            {
                slots[change.Id.Position % slots.Length] = change;
            }

            head = events[^1].Id.Position;
            start = Math.Max(start, head - slots.Length);
            (signal, changed) = (changed, NewSignal());
        }

        signal.SetResult();
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
    /// Gets a task that ends when there is an event after an id, or an epoch begins. The position of an id of an epoch that this process
    /// has yet to notice says nothing about the head.
    /// </summary>
    public Task WhenAfter(EventId after)
    {
        lock (guard)
        {
            return (after.Epoch == epoch ? head > after.Position : after.Epoch == ended) ? Task.CompletedTask : changed.Task;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
