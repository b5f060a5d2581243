using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Orders;

internal sealed class OrderRepository(ConciergeDbContext context, OrderWindow window) : IOrderRepository
{
    /// <summary>
    /// What may keep an order from being written. The services are locked so that none of them is deleted meanwhile; the slots of other orders in the scope
    /// cannot change meanwhile, as whoever adds one holds its lock. The parameters are those of <see cref="WriteAsync"/>.
    /// </summary>
    private const string Check = """
        WITH services_there AS (SELECT count(*) FROM (SELECT 1 FROM services WHERE id = ANY ($4) FOR KEY SHARE) s),
             same_window AS (SELECT FROM slot_window WHERE scope = $11 AND length = $12),
             clash AS (
                 SELECT FROM unnest($8) AS k (scope_key) JOIN order_slots s USING (scope_key)
                 WHERE s.during && int8range($9, $10) AND s.order_id <> $1),
             allowed AS (
                 SELECT WHERE EXISTS (SELECT FROM same_window) AND NOT EXISTS (SELECT FROM clash)
                        AND (SELECT count FROM services_there) = cardinality($4)),
        """;

    private const string Create = """
             written AS (
                 INSERT INTO orders (id, datetime, total_fee, service_ids, created_at, updated_at, version)
                 SELECT $1, $2, $3, $4, $5, $6, $7 FROM allowed
                 ON CONFLICT (id) DO NOTHING RETURNING id),
        """;

    private const string Change = """
             written AS (
                 UPDATE orders
                 SET datetime = $2, total_fee = $3, service_ids = $4, updated_at = $6, version = $7
                 FROM allowed WHERE id = $1 AND version = $13 RETURNING id),
             no_longer_used AS (
                 DELETE FROM service_uses WHERE order_id = (SELECT id FROM written) AND service_id <> ALL ($4)),
             no_longer_held AS (
                 DELETE FROM order_slots WHERE order_id = (SELECT id FROM written) AND scope_key <> ALL ($8)),
        """;

    private const string Index = """
             used AS (
                 INSERT INTO service_uses (order_id, service_id, datetime)
                 SELECT id, service_id, $2 FROM written, unnest($4) AS service_id
                 ON CONFLICT (order_id, service_id) DO UPDATE SET datetime = excluded.datetime),
             held AS (
                 INSERT INTO order_slots (order_id, scope_key, during)
                 SELECT id, scope_key, int8range($9, $10) FROM written, unnest($8) AS scope_key
                 ON CONFLICT (order_id, scope_key) DO UPDATE SET during = excluded.during)
        SELECT EXISTS (SELECT FROM same_window), EXISTS (SELECT FROM clash), (SELECT count FROM services_there), EXISTS (SELECT FROM written)
        """;

    public Task<Order?> FindAsync(OrderId id, CancellationToken cancellationToken) =>
        context.Set<Order>().SingleOrDefaultAsync(order => order.Id == id, cancellationToken);

    public async Task<Result> BookAsync(Order order, CancellationToken cancellationToken)
    {
        var entry = context.Entry(order);
        if (entry.State == EntityState.Unchanged)
        {
            return Result.Success;
        }

        var isNew = entry.State == EntityState.Detached;
        var outcome = await WriteAsync(
            isNew ? Check + Create + Index : Check + Change + Index, order, (int)entry.OriginalValues[nameof(Order.Version)]!, cancellationToken);
        return outcome switch
        {
            { IsSameWindow: false } => OrderErrors.WindowChanged,
            { IsClash: true } => OrderErrors.Conflict,
            { IsWritten: true } => Result.Success,
            { Services: var there } when there == order.ServiceIds.Count && isNew => OrderErrors.Exists,
            _ => throw new ConcurrentChangeException(),
        };
    }

    public void Remove(Order order) => context.Set<Order>().Remove(order);

    /// <summary>
    /// One round trip and one transaction: first the locks of everything the order competes for, in an order that all writers keep, so that they queue up
    /// instead of blocking one another; then, seeing all that the writers before have committed, the check and the write. Were the locks passed by, the
    /// exclusion constraint on the slots would still refuse.
    /// </summary>
    private async Task<Outcome> WriteAsync(string sql, Order order, int fromVersion, CancellationToken cancellationToken)
    {
        var scopeKeys = window.ScopeKeys(order.ServiceIds);
        var (start, end) = window.SlotOf(order.Datetime);
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new($"SELECT pg_advisory_xact_lock_shared({OrderSlots.Lock})"),
                new("SELECT pg_advisory_xact_lock(scope_lock) FROM unnest($1) AS scope_lock")
                {
                    Parameters = { Value(scopeKeys.Select(LockOf).Distinct().Order().ToArray()) },
                },
                new(sql)
                {
                    Parameters =
                    {
                        Value(order.Id.Value),
                        Value(order.Datetime),
                        Value(order.TotalFee),
                        Value(order.ServiceIds.Select(id => id.Value).ToArray()),
                        Value(order.CreatedAt),
                        Value(order.UpdatedAt),
                        Value(order.Version),
                        Value(scopeKeys.ToArray()),
                        Value(start),
                        Value(end),
                        Value(window.Scope.ToString()),
                        Value(end - start),
                        Value(fromVersion),
                    },
                },
            },
        };

        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            return await ExecuteAsync(batch, cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    /// <summary>A refusal by the database itself leaves the transaction of a request with an <c>Idempotency-Key</c> usable, so that the refusal can be explained.</summary>
    private async Task<Outcome> ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        const string Before = "booking";
        var transaction = context.Database.CurrentTransaction;
        if (transaction is not null)
        {
            await transaction.CreateSavepointAsync(Before, cancellationToken);
        }

        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new(reader.GetBoolean(0), reader.GetBoolean(1), reader.GetInt64(2), reader.GetBoolean(3));
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.ExclusionViolation or PostgresErrorCodes.DeadlockDetected)
        {
            if (transaction is not null)
            {
                await transaction.RollbackToSavepointAsync(Before, cancellationToken);
            }

            throw new ConcurrentChangeException(exception);
        }
    }

    /// <summary>The number of the lock that guards a scope key; should two keys ever share one, they would only wait for each other.</summary>
    private static long LockOf(string scopeKey) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"order {scopeKey}")));

    private sealed record Outcome(bool IsSameWindow, bool IsClash, long Services, bool IsWritten);
}
