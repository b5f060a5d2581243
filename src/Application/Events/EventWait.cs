namespace Concierge.Application.Events;

/// <summary>The end of a wait for events.</summary>
/// <param name="HasMore">Whether there may be more events; false if the wait ended without one.</param>
/// <param name="Next">Place to go on from. No event between the id that was waited after and this place is for the reader.</param>
public readonly record struct EventWait(bool HasMore, EventId Next);
