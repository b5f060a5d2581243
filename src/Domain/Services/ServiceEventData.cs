using Concierge.Domain.Events;

namespace Concierge.Domain.Services;

/// <summary>What an event says about a service.</summary>
/// <param name="Active">Whether it takes new orders.</param>
/// <param name="Version">Number of the version after the change, from 1.</param>
public sealed record ServiceEventData(bool Active, int Version) : EventData;
