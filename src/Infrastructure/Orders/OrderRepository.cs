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
    /// Inserts an order, its services and its slots, if the window is the recorded one, all services exist and no slot is taken. Returns
    /// whether the window is the recorded one, whether a slot is taken, the number of existing services, and whether the order was
    /// inserted.
    /// </summary>
    /// <remarks>The lock on the services prevents their deletion until the transaction ends. <see cref="WriteAsync"/> describes the
    /// parameters.</remarks>
    internal const string Book = """
        WITH known AS (SELECT count(*) FROM (SELECT 1 FROM services WHERE id = ANY ($4) FOR KEY SHARE) s),
             same_window AS (SELECT FROM slot_window WHERE scope = $8 AND length = $9),
             clash AS (
                 SELECT FROM unnest($5) AS k (scope_key) JOIN order_slots s USING (scope_key)
                 WHERE s.during && int8range($6, $7) AND s.order_id <> $1),
             allowed AS (
                 SELECT
                 WHERE EXISTS (SELECT FROM same_window) AND NOT EXISTS (SELECT FROM clash) AND (SELECT count FROM known) = cardinality($4)),
             written AS (
                 INSERT INTO orders (id, datetime, total_fee, service_ids, created_at, updated_at, version, stamp)
                 SELECT $1, $2, $3, $4, $10, $10, $11, $12 FROM allowed
                 ON CONFLICT (id) DO NOTHING RETURNING id),
             used AS (
                 INSERT INTO service_uses (order_id, service_id, datetime)
                 SELECT id, service_id, $2 FROM written, unnest($4) AS service_id),
             held AS (
                 INSERT INTO order_slots (order_id, scope_key, during)
                 SELECT id, scope_key, int8range($6, $7) FROM written, unnest($5) AS scope_key)
        SELECT EXISTS (SELECT FROM same_window), EXISTS (SELECT FROM clash), (SELECT count FROM known), EXISTS (SELECT FROM written)
        """;

    /// <summary>
    /// Replaces an order of version $12, its services and its slots, under the conditions of <see cref="Book"/>. Returns the same values.
    /// </summary>
    internal const string Move = """
        WITH known AS (SELECT count(*) FROM (SELECT 1 FROM services WHERE id = ANY ($4) FOR KEY SHARE) s),
             same_window AS (SELECT FROM slot_window WHERE scope = $8 AND length = $9),
             clash AS (
                 SELECT FROM unnest($5) AS k (scope_key) JOIN order_slots s USING (scope_key)
                 WHERE s.during && int8range($6, $7) AND s.order_id <> $1),
             allowed AS (
                 SELECT
                 WHERE EXISTS (SELECT FROM same_window) AND NOT EXISTS (SELECT FROM clash) AND (SELECT count FROM known) = cardinality($4)),
             written AS (
                 UPDATE orders SET datetime = $2, total_fee = $3, service_ids = $4, updated_at = $10, version = $11
                 FROM allowed WHERE id = $1 AND version = $12 RETURNING id),
             no_longer_used AS (
                 DELETE FROM service_uses WHERE order_id = (SELECT id FROM written) AND service_id <> ALL ($4)),
             no_longer_held AS (
                 DELETE FROM order_slots WHERE order_id = (SELECT id FROM written) AND scope_key <> ALL ($5)),
             used AS (
                 INSERT INTO service_uses (order_id, service_id, datetime)
                 SELECT id, service_id, $2 FROM written, unnest($4) AS service_id
                 ON CONFLICT (order_id, service_id) DO UPDATE SET datetime = excluded.datetime),
             held AS (
                 INSERT INTO order_slots (order_id, scope_key, during)
                 SELECT id, scope_key, int8range($6, $7) FROM written, unnest($5) AS scope_key
                 ON CONFLICT (order_id, scope_key) DO UPDATE SET during = excluded.during)
        SELECT EXISTS (SELECT FROM same_window), EXISTS (SELECT FROM clash), (SELECT count FROM known), EXISTS (SELECT FROM written)
        """;

    public Task<Order?> FindAsync(OrderId id, CancellationToken cancellationToken) =>
        context.Set<Order>().SingleOrDefaultAsync(order => order.Id == id, cancellationToken);

    public async Task<Result> BookAsync(Order order, CancellationToken cancellationToken)
    {
        var outcome = await WriteAsync(Book, order, [Value(order.CreatedAt), Value(order.Version), Value(order.Stamp)], cancellationToken);
        return outcome switch
        {
            { Refusal: { } refusal } => refusal,
            { IsWritten: true } => Result.Success,
            { KnownServices: var known } when known == order.ServiceIds.Count => OrderErrors.Exists,
            _ => throw new ConcurrentChangeException(),
        };
    }

    public async Task<Result> MoveAsync(Order order, int fromVersion, CancellationToken cancellationToken)
    {
        if (order.Version == fromVersion)
        {
            return Result.Success;
        }

        var outcome = await WriteAsync(Move, order, [Value(order.UpdatedAt), Value(order.Version), Value(fromVersion)], cancellationToken);
        return outcome switch
        {
            { Refusal: { } refusal } => refusal,
            { IsWritten: true } => Result.Success,
            _ => throw new ConcurrentChangeException(),
        };
    }

    public void Remove(Order order) => context.Set<Order>().Remove(order);

    /// <summary>
    /// Takes the locks, then executes the statement, in one round trip and one transaction. All writers take the locks of their scope keys
    /// in the same order, so they wait for each other instead of deadlocking, and the statement sees everything that earlier writers
    /// committed. The exclusion constraint on the slots also refuses a writer that ignores the locks.
    /// </summary>
    /// <param name="sql"><see cref="Book"/> or <see cref="Move"/>.</param>
    /// <param name="order">
    /// Gives the parameters that both statements share: $1 id, $2 time, $3 fee, $4 services, $5 scope keys, $6 and $7 start and end of the
    /// slots, $8 scope and $9 length of the window.
    /// </param>
    /// <param name="others">
    /// Parameters from $10 on: the time of the change, the new version, and the stamp of a new order or the old version of a changed one.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    private async Task<Outcome> WriteAsync(string sql, Order order, NpgsqlParameter[] others, CancellationToken cancellationToken)
    {
        var scopeKeys = window.ScopeKeys(order.ServiceIds);
        var (start, end) = window.SlotOf(order.Datetime);
        Statement[] statements =
        [
            new("SELECT pg_advisory_xact_lock_shared($1)", Value(OrderSlots.Lock)),
            new(
                "SELECT pg_advisory_xact_lock(scope_lock) FROM unnest($1) AS scope_lock",
                Value(scopeKeys.Select(LockOf).Distinct().Order().ToArray())),
            new(sql,
            [
                Value(order.Id.Value),
                Value(order.Datetime),
                Value(order.TotalFee),
                Value(order.ServiceIds.Select(id => id.Value).ToArray()),
                Value(scopeKeys.ToArray()),
                Value(start),
                Value(end),
                Value(window.Scope.ToString()),
                Value(end - start),
                .. others,
            ]),
        ];
        return await ExecuteAsync(statements, cancellationToken);
    }

    /// <summary>
    /// Executes the statements. If PostgreSQL refuses them, a savepoint keeps the transaction of a request with an <c>Idempotency-Key</c>
    /// usable: the conflicting orders are read in it.
    /// </summary>
    private async Task<Outcome> ExecuteAsync(Statement[] statements, CancellationToken cancellationToken)
    {
        const string Before = "booking";
        var transaction = context.Database.CurrentTransaction;
        if (transaction is not null)
        {
            await transaction.CreateSavepointAsync(Before, cancellationToken);
        }

        try
        {
            var outcomes = await context.BatchAsync(statements, Outcome.Read, cancellationToken);
            return outcomes.Single();
        }
        catch (PostgresException exception)
            when (exception.SqlState is PostgresErrorCodes.ExclusionViolation or PostgresErrorCodes.DeadlockDetected)
        {
            if (transaction is not null)
            {
                await transaction.RollbackToSavepointAsync(Before, cancellationToken);
            }

            throw new ConcurrentChangeException(exception);
        }
    }

    /// <summary>Number of the advisory lock of a scope key. Two keys with the same number only wait for each other.</summary>
    private static long LockOf(string scopeKey) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"order {scopeKey}")));

    private sealed record Outcome(bool IsSameWindow, bool IsClash, long KnownServices, bool IsWritten)
    {
        /// <summary>The reason why the order was not written, or null if there is none or it has to be found out.</summary>
        public Error? Refusal => this switch
        {
            { IsSameWindow: false } => OrderErrors.WindowChanged,
            { IsClash: true } => OrderErrors.Conflict,
            _ => null,
        };

        public static Outcome Read(NpgsqlDataReader row) => new(row.GetBoolean(0), row.GetBoolean(1), row.GetInt64(2), row.GetBoolean(3));
    }
}
