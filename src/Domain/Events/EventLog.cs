namespace Concierge.Domain.Events;

/// <summary>The events that an entity has recorded since it was loaded or stored.</summary>
public sealed class EventLog
{
    private readonly List<Event> recorded = [];

    /// <summary>The events, oldest first.</summary>
    public IReadOnlyList<Event> Recorded => recorded;

    public void Record(Event change) => recorded.Add(change);

    /// <summary>Forgets the events, because they are stored.</summary>
    public void Clear() => recorded.Clear();
}
