using Concierge.Domain.Events;

namespace Concierge.Domain.Orders;

/// <summary>What an event says about an order.</summary>
/// <param name="Datetime">Time of the order.</param>
/// <param name="ServiceIds">The services, in the order of the request.</param>
/// <param name="Version">Number of the version after the change, from 1.</param>
public sealed record OrderEventData(DateTimeOffset Datetime, IReadOnlyList<string> ServiceIds, int Version) : EventData;
