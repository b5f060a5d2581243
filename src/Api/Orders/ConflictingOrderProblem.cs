using Concierge.Domain.Orders;

namespace Concierge.Api.Orders;

/// <summary>An order that conflicts with the requested time.</summary>
/// <param name="OrderId">Id of the order.</param>
/// <param name="Datetime">Time of the order.</param>
/// <param name="ServiceIds">Services that both orders share.</param>
/// <param name="GapSeconds">Seconds between the order and the requested time, before or after.</param>
public sealed record ConflictingOrderProblem(string OrderId, DateTimeOffset Datetime, IReadOnlyList<string> ServiceIds, decimal GapSeconds)
{
    internal static ConflictingOrderProblem Of(ConflictingOrder order) => new(
        order.OrderId.Value, order.Datetime, [.. order.ServiceIds.Select(id => id.Value)],
        order.Gap.Ticks / (decimal)TimeSpan.TicksPerSecond);
}
