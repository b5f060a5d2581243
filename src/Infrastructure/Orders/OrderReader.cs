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
        var (direction, beyond) = slice.Descending ? ("DESC", "<") : ("ASC", ">");

        // The first page starts where the range does: an index is entered at this comparison.
        var after = slice.After ?? new(slice.Descending ? slice.To : slice.From, "");
        NpgsqlParameter[] parameters =
        [
            new("from", slice.From), new("to", slice.To), new("at", after.Datetime), new("id", after.OrderId), new("count", slice.Count),
        ];
        return slice.Service is { } service
            ? await ReadAsync(
                $"""
                {Columns} FROM (
                    SELECT datetime, order_id FROM service_uses
                    WHERE service_id = @service AND datetime >= @from AND datetime < @to AND (datetime, order_id) {beyond} (@at, @id)
                    ORDER BY datetime {direction}, order_id {direction} LIMIT @count) u
                JOIN orders o ON o.id = u.order_id ORDER BY u.datetime {direction}, u.order_id {direction}
                """,
                cancellationToken,
                [.. parameters, new("service", service.Value)])
            : await ReadAsync(
                $"""
                {Columns} FROM orders o
                WHERE o.datetime >= @from AND o.datetime < @to AND (o.datetime, o.id) {beyond} (@at, @id)
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
