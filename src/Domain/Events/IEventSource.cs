namespace Concierge.Domain.Events;

/// <summary>An entity whose changes leave events. They are stored in the transaction of the change.</summary>
public interface IEventSource
{
    EventLog Events { get; }
}
