using Concierge.Application.Orders;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Orders;

internal sealed class TakenTimes(ConciergeDbContext context, OrderWindow window) : ITakenTimes
{
    /// <summary>Orders with a slot of one of the scope keys $1 that overlaps $2 to $3, except for order $4.</summary>
    private const string Overlapping = """
        SELECT s.order_id, lower(s.during)
        FROM unnest($1) AS k (scope_key) JOIN order_slots s USING (scope_key)
        WHERE s.during && int8range($2, $3) AND s.order_id <> $4
        """;

    public async Task<IReadOnlyList<TakenTime>> ListTakenAsync(
        IReadOnlyList<string> scopeKeys, DateTimeOffset from, DateTimeOffset to, OrderId? except, CancellationToken cancellationToken)
    {
        // Every slot that overlaps the slot of an order between these times.
        var (start, end) = (window.SlotOf(from).Start, window.SlotOf(to).End);
        return await context.QueryAsync(
            Overlapping,
            [Value(scopeKeys.ToArray()), Value(start), Value(end), Value(except?.Value ?? "")],
            static row => new TakenTime(OrderId.From(row.GetString(0)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
            cancellationToken);
    }

    public async Task<IReadOnlyDictionary<OrderId, IReadOnlyList<ServiceId>>> GetServicesAsync(
        IReadOnlyList<OrderId> ids, CancellationToken cancellationToken) =>
        await context.Set<Order>().Where(order => ids.Contains(order.Id))
            .Select(order => new { order.Id, order.ServiceIds })
            .ToDictionaryAsync(order => order.Id, order => order.ServiceIds, cancellationToken);
}
