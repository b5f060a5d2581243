using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Concierge.Api.Problems;
using Concierge.Domain.Orders;

namespace Concierge.Api.Orders;

/// <summary>The refusal of a time: who is in the way, and what to take instead. With any other code than <c>order_conflict</c>, none of this is there.</summary>
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

    /// <summary>How far apart two orders must lie, as an ISO 8601 duration.</summary>
    [JsonPropertyOrder(1)]
    public TimeSpan Window { get; }

    /// <summary>The time asked for, in UTC and cut to milliseconds.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset Requested { get; }

    /// <summary>The orders in the way, at most 10, nearest first.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<ConflictingOrderProblem> Conflicts { get; }

    /// <summary>The first later time that is free at this moment; null where none lies within 365 days.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? NextAvailable { get; }

    /// <summary>The last earlier time that is free at this moment; null where none lies within 365 days.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? PreviousAvailable { get; }
}

/// <summary>An order that is in the way of another.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Datetime">Its time.</param>
/// <param name="ServiceIds">The services over which it is in the way.</param>
/// <param name="GapSeconds">How far it lies from the time asked for, before or after.</param>
public sealed record ConflictingOrderProblem(string OrderId, DateTimeOffset Datetime, IReadOnlyList<string> ServiceIds, decimal GapSeconds)
{
    internal static ConflictingOrderProblem Of(ConflictingOrder order) => new(
        order.OrderId.Value, order.Datetime, [.. order.ServiceIds.Select(id => id.Value)], order.Gap.Ticks / (decimal)TimeSpan.TicksPerSecond);
}
