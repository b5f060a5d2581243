using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Concierge.Application.Common;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Concierge.Infrastructure.Orders;

internal sealed class OrderRepository(ConciergeDbContext context, OrderWindow window) : IOrderRepository
{
    /// <summary>
    /// What may keep an order from being written. The services are locked so that none of them is deleted meanwhile; the slots of other orders in the scope
    /// cannot change meanwhile, as whoever adds one holds its lock.
    /// </summary>
    private const string Check = """
        WITH services_there AS (SELECT count(*) FROM (SELECT 1 FROM services WHERE id = ANY (@service_ids) FOR KEY SHARE) s),
             same_window AS (SELECT FROM slot_window WHERE scope = @scope AND length = @length),
             clash AS (
                 SELECT FROM unnest(@scope_keys) AS k (scope_key) JOIN order_slots s USING (scope_key)
                 WHERE s.during && int8range(@start, @end) AND s.order_id <> @id),
             allowed AS (
                 SELECT WHERE EXISTS (SELECT FROM same_window) AND NOT EXISTS (SELECT FROM clash)
                        AND (SELECT count FROM services_there) = cardinality(@service_ids)),
        """;

    private const string Insert = """
             written AS (
                 INSERT INTO orders (id, datetime, total_fee, service_ids, created_at, updated_at, version)
                 SELECT @id, @datetime, @total_fee, @service_ids, @created_at, @updated_at, @version FROM allowed
                 ON CONFLICT (id) DO NOTHING RETURNING id),
        """;

    private const string Update = """
             written AS (
                 UPDATE orders
                 SET datetime = @datetime, total_fee = @total_fee, service_ids = @service_ids, updated_at = @updated_at, version = @version
                 FROM allowed WHERE id = @id AND version = @from_version RETURNING id),
             no_longer_used AS (
                 DELETE FROM service_uses WHERE order_id = (SELECT id FROM written) AND service_id <> ALL (@service_ids)),
             no_longer_held AS (
                 DELETE FROM order_slots WHERE order_id = (SELECT id FROM written) AND scope_key <> ALL (@scope_keys)),
        """;

    private const string Index = """
             used AS (
                 INSERT INTO service_uses (order_id, service_id, datetime)
                 SELECT id, service_id, @datetime FROM written, unnest(@service_ids) AS service_id
                 ON CONFLICT (order_id, service_id) DO UPDATE SET datetime = excluded.datetime),
             held AS (
                 INSERT INTO order_slots (order_id, scope_key, during)
                 SELECT id, scope_key, int8range(@start, @end) FROM written, unnest(@scope_keys) AS scope_key
                 ON CONFLICT (order_id, scope_key) DO UPDATE SET during = excluded.during)
        SELECT EXISTS (SELECT FROM same_window), EXISTS (SELECT FROM clash), (SELECT count FROM services_there), EXISTS (SELECT FROM written)
        """;

    public Task<Order?> FindAsync(OrderId id, CancellationToken cancellationToken) =>
        context.Orders.SingleOrDefaultAsync(order => order.Id == id, cancellationToken);

    public async Task<Result> BookAsync(Order order, CancellationToken cancellationToken)
    {
        var entry = context.Entry(order);
        if (entry.State == EntityState.Unchanged)
        {
            return Result.Success;
        }

        var isNew = entry.State == EntityState.Detached;
        var outcome = await WriteAsync(
            isNew ? Check + Insert + Index : Check + Update + Index,
            order,
            isNew ? [] : [new("from_version", entry.Property(o => o.Version).OriginalValue)],
            cancellationToken);
        return outcome switch
        {
            { IsSameWindow: false } => OrderErrors.WindowChanged,
            { IsClash: true } => OrderErrors.Conflict,
            { IsWritten: true } => Result.Success,
            { Services: var there } when there == order.ServiceIds.Count && isNew => OrderErrors.Exists,
            _ => throw new ConcurrentChangeException(),
        };
    }

    public void Remove(Order order) => context.Orders.Remove(order);

    /// <summary>
    /// One round trip and one transaction: first the locks of everything the order competes for, in an order that all writers keep, so that they queue up
    /// instead of blocking one another; then, seeing all that the writers before have committed, the check and the write. Were the locks passed by, the
    /// exclusion constraint on the slots would still refuse.
    /// </summary>
    private async Task<Outcome> WriteAsync(string sql, Order order, NpgsqlParameter[] more, CancellationToken cancellationToken)
    {
        var scopeKeys = window.ScopeKeys(order.ServiceIds);
        var (start, end) = window.SlotOf(order.Datetime);
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new($"SELECT pg_advisory_xact_lock_shared({OrderIndex.Lock})"),
                new("SELECT pg_advisory_xact_lock(scope_lock) FROM unnest(@scope_locks) AS scope_lock")
                {
                    Parameters = { new("scope_locks", scopeKeys.Select(LockOf).Distinct().Order().ToArray()) },
                },
                new(sql)
                {
                    Parameters =
                    {
                        new("id", order.Id.Value),
                        new("datetime", order.Datetime),
                        new("total_fee", order.TotalFee),
                        new("service_ids", order.ServiceIds.Select(id => id.Value).ToArray()),
                        new("created_at", order.CreatedAt),
                        new("updated_at", order.UpdatedAt),
                        new("version", order.Version),
                        new("scope_keys", scopeKeys.ToArray()),
                        new("start", start),
                        new("end", end),
                        new("scope", window.Scope.ToString()),
                        new("length", end - start),
                    },
                },
            },
        };
        batch.BatchCommands[2].Parameters.AddRange(more);

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
