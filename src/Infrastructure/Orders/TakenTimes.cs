using Concierge.Application.Orders;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Orders;

/// <summary>
/// Reads times through the indexes on time, which end at the count. They return one array: a row for each of 100,000 times would cost more
/// than the search.
/// </summary>
internal sealed class TakenTimes(ConciergeDbContext context, OrderWindow window) : ITakenTimes
{
    /// <summary>Orders with a slot of one of the scope keys $1 that overlaps $2 to $3, except for order $4.</summary>
    private const string Overlapping = """
        SELECT DISTINCT s.order_id, lower(s.during)
        FROM unnest($1) AS k (scope_key) JOIN order_slots s USING (scope_key)
        WHERE s.during && int8range($2, $3) AND s.order_id <> $4
        """;

    /// <summary>The first $4 times from $1 up to $2, except for order $3.</summary>
    private const string Ascending = """
        SELECT array_agg(datetime ORDER BY datetime) FROM (
            SELECT datetime FROM orders WHERE datetime >= $1 AND datetime <= $2 AND id <> $3 ORDER BY datetime LIMIT $4) o
        """;

    /// <summary>The last $4 times from $1 down to $2, except for order $3.</summary>
    private const string Descending = """
        SELECT array_agg(datetime ORDER BY datetime DESC) FROM (
            SELECT datetime FROM orders WHERE datetime <= $1 AND datetime >= $2 AND id <> $3 ORDER BY datetime DESC LIMIT $4) o
        """;

    /// <summary><see cref="Ascending"/>, for the services $5. The first $4 times of all are among the first $4 of each.</summary>
    private const string AscendingOfServices = """
        SELECT array_agg(datetime ORDER BY datetime) FROM (
            SELECT u.datetime FROM unnest($5) AS s (id), LATERAL (
                SELECT datetime FROM service_uses
                WHERE service_id = s.id AND datetime >= $1 AND datetime <= $2 AND order_id <> $3 ORDER BY datetime LIMIT $4) u
            ORDER BY u.datetime LIMIT $4) o
        """;

    /// <summary><see cref="Descending"/>, for the services $5.</summary>
    private const string DescendingOfServices = """
        SELECT array_agg(datetime ORDER BY datetime DESC) FROM (
            SELECT u.datetime FROM unnest($5) AS s (id), LATERAL (
                SELECT datetime FROM service_uses
                WHERE service_id = s.id AND datetime <= $1 AND datetime >= $2 AND order_id <> $3 ORDER BY datetime DESC LIMIT $4) u
            ORDER BY u.datetime DESC LIMIT $4) o
        """;

    public async Task<IReadOnlyList<TakenTime>> ListConflictsAsync(
        IReadOnlyList<ServiceId> services, DateTimeOffset at, OrderId except, CancellationToken cancellationToken)
    {
        var (start, end) = window.SlotOf(at);
        return await context.QueryAsync(
            Overlapping,
            [Value(window.ScopeKeys(services).ToArray()), Value(start), Value(end), Value(except.Value)],
            static row => new TakenTime(OrderId.From(row.GetString(0)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
            cancellationToken);
    }

    public async Task<IReadOnlyList<DateTimeOffset>> ListAsync(
        IReadOnlyList<ServiceId> services, DateTimeOffset from, DateTimeOffset to, OrderId? except, int count,
        CancellationToken cancellationToken)
    {
        var ascends = from <= to;
        NpgsqlParameter[] range = [Value(from), Value(to), Value(except?.Value ?? ""), Value(count)];
        var times = window.Scope == WindowScope.All
            ? await context.QueryAsync(ascends ? Ascending : Descending, range, Read, cancellationToken)
            : await context.QueryAsync(
                ascends ? AscendingOfServices : DescendingOfServices,
                [.. range, Value(services.Select(service => service.Value).ToArray())],
                Read,
                cancellationToken);
        return times.Single();
    }

    public async Task<IReadOnlyDictionary<OrderId, IReadOnlyList<ServiceId>>> GetServicesAsync(
        IReadOnlyList<OrderId> ids, CancellationToken cancellationToken) =>
        await context.Set<Order>().Where(order => ids.Contains(order.Id))
            .Select(order => new { order.Id, order.ServiceIds })
            .ToDictionaryAsync(order => order.Id, order => order.ServiceIds, cancellationToken);

    private static DateTimeOffset[] Read(NpgsqlDataReader row) => row.Read<DateTimeOffset[]>(0) ?? [];
}
