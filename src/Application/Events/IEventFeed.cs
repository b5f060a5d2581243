namespace Concierge.Application.Events;

/// <summary>Reads the feed: all events, in one order.</summary>
public interface IEventFeed
{
    /// <summary>Reads what the feed holds now.</summary>
    Task<FeedExtent> GetExtentAsync(CancellationToken cancellationToken);

    /// <summary>Reads events after a position. The batch may be empty though there are more: a read is bounded.</summary>
    /// <param name="after">Id to go on from, of the epoch that the caller knows as the present one.</param>
    /// <param name="filter">Which events.</param>
    /// <param name="count">Maximum number of events.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<EventBatch> ReadAsync(EventId after, EventFilter filter, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until this process knows of an event after an id that names a user, or an epoch begins. The wait also ends with the patience,
    /// when the process stops, and when it is cancelled.
    /// </summary>
    /// <param name="after">Id to go on from.</param>
    /// <param name="user">The user; null to wait for any event.</param>
    /// <param name="patience">Maximum duration.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<EventWait> WaitAsync(EventId after, string? user, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Finds a place before all events that are not older than a time, at most a minute before; 0 if it is not known.</summary>
    Task<long> GetPlaceAsync(DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>Begins a new epoch after the newest event.</summary>
    Task BeginEpochAsync(CancellationToken cancellationToken);

    /// <summary>Makes the sequencer look for new events at once.</summary>
    void Wake();
}
