using System.Collections.Frozen;
using Concierge.Application.Authorization;
using Concierge.Domain.Access;
using Concierge.Domain.Common;

namespace Concierge.Application.Events;

/// <summary>From where a caller reads the feed, and which events.</summary>
/// <param name="After">Id of the last event that the caller has; <c>earliest</c>, <c>latest</c>, or null for <c>latest</c>.</param>
/// <param name="Types">Types of events; null or empty for all that the caller may see.</param>
/// <param name="UserId">Only events that name this user; null for all.</param>
public sealed record FeedQuery(string? After, IReadOnlyList<string>? Types, string? UserId)
{
    public const string Earliest = "earliest";

    public const string Latest = "latest";

    private static readonly FrozenDictionary<string, EventType> Known = EventCatalog.All.ToFrozenDictionary(type => type.Name);

    /// <summary>
    /// Finds out which events the caller wants and may see. A user sees the events that name them. Types that the credentials do not allow
    /// are left out, unless the caller names one: that is an error.
    /// </summary>
    internal Result<EventFilter> FilterFor(ICurrentActor current)
    {
        if (UserId is not null && !current.Actor.MayActAs(Domain.Users.UserId.From(UserId)))
        {
            return CommonErrors.Forbidden.At("/user_id");
        }

        if (Types?.FirstOrDefault(type => !Known.ContainsKey(type)) is not null)
        {
            return EventErrors.TypeUnknown.At("/types");
        }

        var held = current.Caller.Scopes;
        var user = current.Actor.User?.Value ?? UserId;
        if (Types is not { Count: > 0 })
        {
            return new EventFilter(EventCatalog.All.Where(Allows).Select(type => type.Name).ToFrozenSet(), user);
        }

        return Types.All(type => Allows(Known[type]))
            ? new EventFilter(Types.ToFrozenSet(), user)
            : AccessErrors.ScopeNotHeld.At("/types");

        bool Allows(EventType type) => Scopes.Include(held, type.Scope);
    }

    /// <summary>Finds the position to read after.</summary>
    internal Result<long> PositionIn(FeedExtent extent)
    {
        if (After is null or Latest)
        {
            return extent.Head;
        }

        if (After == Earliest)
        {
            return extent.Oldest - 1;
        }

        if (EventId.TryParse(After) is not { } id)
        {
            return EventErrors.IdInvalid.At("/after");
        }

        var reason = !extent.Contains(id) ? ExpiredResumePoint.FeedRestored
            : id.Position < extent.Oldest - 1 ? ExpiredResumePoint.Retention
            : null;
        return reason is null
            ? id.Position
            : EventErrors.ResumePointExpired.WithDetails(new ExpiredResumePoint($"{extent.Start}", $"{extent.End}", reason));
    }
}
