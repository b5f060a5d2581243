using System.Text.Json;
using Concierge.Application.Orders;
using Concierge.Domain.Orders;
using Concierge.Infrastructure.Persistence;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Orders;

/// <summary>
/// Reads orders by hand-written SQL: in one statement, so that an order and the names of its services are of one moment, and by a comparison of rows,
/// which an index on time and id answers without sorting.
/// </summary>
internal sealed class OrderReader(ConciergeDbContext context) : IOrderReader
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    private const string Columns = """
        SELECT o.id, o.datetime, o.total_fee, o.created_at, o.updated_at, o.version, o.service_ids,
               (SELECT json_object_agg(s.id, s.name)::text FROM services s WHERE s.id = ANY (o.service_ids))
        """;

    public async Task<OrderDto?> GetAsync(OrderId id, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync($"{Columns} FROM orders o WHERE o.id = $1", [Value(id.Value)], Read, cancellationToken);
        return rows.SingleOrDefault();
    }

    public async Task<IReadOnlyList<OrderDto>> ListAsync(OrderSlice slice, CancellationToken cancellationToken)
    {
        // One bound at each end: the index is entered at the place where the page starts, and left where the range ends.
        var (direction, beyond, before, end) = slice.Descending ? ("DESC", "<", ">=", slice.From) : ("ASC", ">", "<", slice.To);
        var start = slice.After ?? new(slice.Descending ? slice.To : slice.From, "");
        NpgsqlParameter[] parameters = [Value(start.Datetime), Value(start.OrderId), Value(end), Value(slice.Count)];
        return slice.Service is { } service
            ? await context.QueryAsync(
                $"""
                {Columns} FROM (
                    SELECT datetime, order_id FROM service_uses
                    WHERE service_id = $5 AND (datetime, order_id) {beyond} ($1, $2) AND datetime {before} $3
                    ORDER BY datetime {direction}, order_id {direction} LIMIT $4) u
                JOIN orders o ON o.id = u.order_id ORDER BY u.datetime {direction}, u.order_id {direction}
                """,
                [.. parameters, Value(service.Value)],
                Read,
                cancellationToken)
            : await context.QueryAsync(
                $"""
                {Columns} FROM orders o
                WHERE (o.datetime, o.id) {beyond} ($1, $2) AND o.datetime {before} $3
                ORDER BY o.datetime {direction}, o.id {direction} LIMIT $4
                """,
                parameters,
                Read,
                cancellationToken);
    }

    private static OrderDto Read(NpgsqlDataReader row)
    {
        var names = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(7))!;
        return new()
        {
            Id = row.GetString(0),
            Datetime = row.GetFieldValue<DateTimeOffset>(1),
            TotalFee = row.GetDecimal(2),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(3),
            UpdatedAt = row.GetFieldValue<DateTimeOffset>(4),
            Version = row.GetInt32(5),
            Services = [.. row.GetFieldValue<string[]>(6).Select(id => new OrderedServiceDto(id, names[id]))],
        };
    }
}
