using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Concierge.Api.Problems;
using Concierge.Domain.Orders;

namespace Concierge.Api.Orders;

/// <summary>
/// The problem of an order whose time is taken: the conflicting orders, and the nearest free times. With another code than
/// <c>order_conflict</c>, these members are absent.
/// </summary>
public sealed record OrderConflictProblem : Problem
{
    [SetsRequiredMembers]
    internal OrderConflictProblem(Problem problem, OrderConflict conflict)
        : base(problem)
    {
        Window = conflict.Window.Length;
        Requested = conflict.Requested;
        Conflicts = [.. conflict.Conflicts.Select(ConflictingOrderProblem.Of)];
        NextAvailable = conflict.NextAvailable;
        PreviousAvailable = conflict.PreviousAvailable;
    }

    /// <summary>Minimum time between two orders that share a service; an ISO 8601 duration.</summary>
    [JsonPropertyOrder(1)]
    public TimeSpan Window { get; }

    /// <summary>Requested time, in UTC, cut to milliseconds.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset Requested { get; }

    /// <summary>Conflicting orders, nearest first, at most 10.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<ConflictingOrderProblem> Conflicts { get; }

    /// <summary>First later time that is free now; null if there is none within 365 days.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? NextAvailable { get; }

    /// <summary>Last earlier time that is free now; null if there is none within 365 days.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? PreviousAvailable { get; }
}
