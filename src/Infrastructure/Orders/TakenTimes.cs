using Concierge.Application.Orders;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Orders;

internal sealed class TakenTimes(ConciergeDbContext context, OrderWindow window) : ITakenTimes
{
    public async Task<IReadOnlyList<TakenTime>> ListTakenAsync(
        IReadOnlyList<string> scopeKeys, DateTimeOffset from, DateTimeOffset to, OrderId? except, CancellationToken cancellationToken)
    {
        // Whoever holds a time that overlaps with what an order at one of these instants would hold.
        var (start, end) = (window.SlotOf(from).Start, window.SlotOf(to).End);
        var rows = await context.Database.SqlQuery<Row>($"""
            SELECT s.order_id AS "OrderId", lower(s.during) AS "Start"
            FROM unnest({scopeKeys.ToArray()}) AS k (scope_key) JOIN order_slots s USING (scope_key)
            WHERE s.during && int8range({start}, {end}) AND s.order_id <> {except?.Value ?? ""}
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new TakenTime(OrderId.From(row.OrderId), DateTimeOffset.FromUnixTimeMilliseconds(row.Start)));
    }

    public async Task<IReadOnlyDictionary<OrderId, IReadOnlyList<ServiceId>>> GetServicesAsync(
        IReadOnlyList<OrderId> ids, CancellationToken cancellationToken) =>
        await context.Set<Order>().Where(order => ids.Contains(order.Id))
            .Select(order => new { order.Id, order.ServiceIds })
            .ToDictionaryAsync(order => order.Id, order => order.ServiceIds, cancellationToken);

    private sealed record Row(string OrderId, long Start);
}
