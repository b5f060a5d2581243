using Concierge.Domain.Events;

namespace Concierge.Domain.Access;

/// <summary>What an event says about a service key.</summary>
/// <param name="Name">Name of the backend.</param>
public sealed record ServiceKeyEventData(string Name) : EventData;
