using Concierge.Application.Orders;
using Concierge.Domain.Orders;
using Concierge.Infrastructure.Persistence;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Orders;

/// <summary>
/// Reads orders with the names that their services had when they were booked. An order of a version that did not store names shows the
/// current ones; the same statement reads them, so both are from one snapshot. The row comparisons let PostgreSQL start a
/// page inside the index on time and id, without a sort. A page has one bound at each end: where it starts, and where the range ends.
/// </summary>
internal sealed class OrderReader(ConciergeDbContext context) : IOrderReader
{
    private const string One = """
        SELECT o.id, o.datetime, o.total_fee, o.created_at, o.updated_at, o.version, o.stamp, o.service_ids, o.metadata::text,
               CASE WHEN o.service_names ?& o.service_ids THEN o.service_names::text
                    ELSE (SELECT json_object_agg(s.id, s.name)::text FROM services s WHERE s.id = ANY (o.service_ids)) END
        FROM orders o
        WHERE o.id = $1
        """;

    /// <summary>Up to $4 orders after time $1 and id $2, and before time $3.</summary>
    private const string Ascending = """
        SELECT o.id, o.datetime, o.total_fee, o.created_at, o.updated_at, o.version, o.stamp, o.service_ids, o.metadata::text,
               CASE WHEN o.service_names ?& o.service_ids THEN o.service_names::text
                    ELSE (SELECT json_object_agg(s.id, s.name)::text FROM services s WHERE s.id = ANY (o.service_ids)) END
        FROM orders o
        WHERE (o.datetime, o.id) > ($1, $2) AND o.datetime < $3
        ORDER BY o.datetime, o.id LIMIT $4
        """;

    /// <summary>Up to $4 orders before time $1 and id $2, and not before time $3.</summary>
    private const string Descending = """
        SELECT o.id, o.datetime, o.total_fee, o.created_at, o.updated_at, o.version, o.stamp, o.service_ids, o.metadata::text,
               CASE WHEN o.service_names ?& o.service_ids THEN o.service_names::text
                    ELSE (SELECT json_object_agg(s.id, s.name)::text FROM services s WHERE s.id = ANY (o.service_ids)) END
        FROM orders o
        WHERE (o.datetime, o.id) < ($1, $2) AND o.datetime >= $3
        ORDER BY o.datetime DESC, o.id DESC LIMIT $4
        """;

    /// <summary><see cref="Ascending"/>, for orders of service $5.</summary>
    private const string AscendingOfService = """
        SELECT o.id, o.datetime, o.total_fee, o.created_at, o.updated_at, o.version, o.stamp, o.service_ids, o.metadata::text,
               CASE WHEN o.service_names ?& o.service_ids THEN o.service_names::text
                    ELSE (SELECT json_object_agg(s.id, s.name)::text FROM services s WHERE s.id = ANY (o.service_ids)) END
        FROM (
            SELECT datetime, order_id FROM service_uses
            WHERE service_id = $5 AND (datetime, order_id) > ($1, $2) AND datetime < $3
            ORDER BY datetime, order_id LIMIT $4) u
        JOIN orders o ON o.id = u.order_id
        ORDER BY u.datetime, u.order_id
        """;

    /// <summary><see cref="Descending"/>, for orders of service $5.</summary>
    private const string DescendingOfService = """
        SELECT o.id, o.datetime, o.total_fee, o.created_at, o.updated_at, o.version, o.stamp, o.service_ids, o.metadata::text,
               CASE WHEN o.service_names ?& o.service_ids THEN o.service_names::text
                    ELSE (SELECT json_object_agg(s.id, s.name)::text FROM services s WHERE s.id = ANY (o.service_ids)) END
        FROM (
            SELECT datetime, order_id FROM service_uses
            WHERE service_id = $5 AND (datetime, order_id) < ($1, $2) AND datetime >= $3
            ORDER BY datetime DESC, order_id DESC LIMIT $4) u
        JOIN orders o ON o.id = u.order_id
        ORDER BY u.datetime DESC, u.order_id DESC
        """;

    public async Task<OrderDto?> GetAsync(OrderId id, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(One, [Value(id.Value)], Read, cancellationToken);
        return rows.SingleOrDefault();
    }

    public async Task<IReadOnlyList<OrderDto>> ListAsync(OrderSlice slice, CancellationToken cancellationToken)
    {
        var (first, end) = slice.Descending ? (slice.To, slice.From) : (slice.From, slice.To);
        var start = slice.After ?? new(first, "");
        NpgsqlParameter[] page = [Value(start.At), Value(start.Id), Value(end), Value(slice.Limit.Rows)];
        return slice.Service is { } service
            ? await context.QueryAsync(
                slice.Descending ? DescendingOfService : AscendingOfService,
                [.. page, Value(service.Value)],
                Read,
                slice.Limit,
                cancellationToken)
            : await context.QueryAsync(slice.Descending ? Descending : Ascending, page, Read, slice.Limit, cancellationToken);
    }

    private static OrderDto Read(NpgsqlDataReader row)
    {
        var names = JsonPairs.Read(row.GetString(9));
        return new()
        {
            Id = row.GetString(0),
            Datetime = row.GetFieldValue<DateTimeOffset>(1),
            TotalFee = row.GetDecimal(2),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(3),
            UpdatedAt = row.GetFieldValue<DateTimeOffset>(4),
            Revision = new(row.GetGuid(6), row.GetInt32(5)),
            Services = [.. row.GetFieldValue<string[]>(7).Select(id => new OrderedServiceDto(id, names[id]))],
            Metadata = JsonPairs.Read(row.GetString(8)),
        };
    }
}
