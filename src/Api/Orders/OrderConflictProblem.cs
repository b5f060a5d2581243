using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Concierge.Api.Problems;
using Concierge.Domain.Orders;

namespace Concierge.Api.Orders;

/// <summary>The problem of an order whose time is taken: the conflicting orders, and the nearest free times.</summary>
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
    public required TimeSpan Window { get; init; }

    /// <summary>Requested time, in UTC, cut to milliseconds.</summary>
    [JsonPropertyOrder(1)]
    public required DateTimeOffset Requested { get; init; }

    /// <summary>Conflicting orders, nearest first, at most 10.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ConflictingOrderProblem> Conflicts { get; init; }

    /// <summary>First later time that is free now; null if there is none within 365 days, or the next 200,000 booked times.</summary>
    [JsonPropertyOrder(1)]
    public required DateTimeOffset? NextAvailable { get; init; }

    /// <summary>Last earlier time that is free now; null if there is none within 365 days, or the next 200,000 booked times.</summary>
    [JsonPropertyOrder(1)]
    public required DateTimeOffset? PreviousAvailable { get; init; }
}
