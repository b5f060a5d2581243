using Concierge.Domain.Events;

namespace Concierge.Domain.Users;

/// <summary>What an event says about a user.</summary>
/// <param name="Status">The status after the change.</param>
/// <param name="Version">Number of the version after the change, from 1.</param>
public sealed record UserEventData(UserStatus Status, int Version) : EventData;
