namespace Concierge.Domain.Events;

/// <summary>What an event says about a change. Each feature derives its own.</summary>
public abstract record EventData;
