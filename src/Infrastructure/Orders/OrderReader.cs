using System.Text.Json;
using Concierge.Application.Orders;
using Concierge.Domain.Orders;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Concierge.Infrastructure.Orders;

/// <summary>
/// Reads orders by hand-written SQL: in one statement, so that an order and the names of its services are of one moment, and by a comparison of rows,
/// which an index on time and id answers without sorting.
/// </summary>
internal sealed class OrderReader(ConciergeDbContext context) : IOrderReader
{
    private const string Columns = """
        SELECT o.id AS "Id", o.datetime AS "Datetime", o.total_fee AS "TotalFee", o.created_at AS "CreatedAt", o.updated_at AS "UpdatedAt",
               o.version AS "Version", o.service_ids AS "ServiceIds",
               (SELECT json_object_agg(s.id, s.name)::text FROM services s WHERE s.id = ANY (o.service_ids)) AS "Names"
        """;

    public async Task<OrderDto?> GetAsync(OrderId id, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync($"{Columns} FROM orders o WHERE o.id = @id", cancellationToken, new NpgsqlParameter("id", id.Value));
        return rows.SingleOrDefault();
    }

    public async Task<IReadOnlyList<OrderDto>> ListAsync(OrderSlice slice, CancellationToken cancellationToken)
    {
        // One bound at each end: the index is entered at the place where the page starts, and left where the range ends.
        var (direction, beyond, before, end) = slice.Descending ? ("DESC", "<", ">=", slice.From) : ("ASC", ">", "<", slice.To);
        var start = slice.After ?? new(slice.Descending ? slice.To : slice.From, "");
        NpgsqlParameter[] parameters = [new("at", start.Datetime), new("id", start.OrderId), new("end", end), new("count", slice.Count)];
        return slice.Service is { } service
            ? await ReadAsync(
                $"""
                {Columns} FROM (
                    SELECT datetime, order_id FROM service_uses
                    WHERE service_id = @service AND (datetime, order_id) {beyond} (@at, @id) AND datetime {before} @end
                    ORDER BY datetime {direction}, order_id {direction} LIMIT @count) u
                JOIN orders o ON o.id = u.order_id ORDER BY u.datetime {direction}, u.order_id {direction}
                """,
                cancellationToken,
                [.. parameters, new("service", service.Value)])
            : await ReadAsync(
                $"""
                {Columns} FROM orders o
                WHERE (o.datetime, o.id) {beyond} (@at, @id) AND o.datetime {before} @end
                ORDER BY o.datetime {direction}, o.id {direction} LIMIT @count
                """,
                cancellationToken,
                parameters);
    }

    private async Task<List<OrderDto>> ReadAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        var rows = await context.Database.SqlQueryRaw<Row>(sql, [.. parameters]).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => row.ToDto());
    }

    private sealed record Row(
        string Id, DateTimeOffset Datetime, decimal TotalFee, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int Version, string[] ServiceIds, string Names)
    {
        public OrderDto ToDto()
        {
            var names = JsonSerializer.Deserialize<Dictionary<string, string>>(Names)!;
            return new()
            {
                Id = Id,
                Datetime = Datetime,
                TotalFee = TotalFee,
                Services = [.. ServiceIds.Select(id => new OrderedServiceDto(id, names[id]))],
                CreatedAt = CreatedAt,
                UpdatedAt = UpdatedAt,
                Version = Version,
            };
        }
    }
}
