using System.Collections.Frozen;

namespace Concierge.Application.Events;

/// <summary>Which events a caller wants and may see.</summary>
/// <param name="Types">Types of the events.</param>
/// <param name="User">Only events that name this user; null for all.</param>
public sealed record EventFilter(FrozenSet<string> Types, string? User)
{
    public bool Includes(FeedEvent change) =>
        Types.Contains(change.Type) && (User is null || change.UserA == User || change.UserB == User);
}
