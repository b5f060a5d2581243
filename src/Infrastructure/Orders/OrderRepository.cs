using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Orders;

internal sealed class OrderRepository(ConciergeDbContext context, OrderWindow window) : IOrderRepository
{
    /// <summary>
    /// Inserts an order, its services and its slots, if the window is the recorded one, all services are active and no slot is taken.
    /// Returns whether the window is the recorded one, whether a slot is taken, the number of active services, and whether the order was
    /// inserted.
    /// </summary>
    /// <remarks>The lock on the services prevents their deletion until the transaction ends. <see cref="WriteAsync"/> describes the
    /// parameters.</remarks>
    internal const string Book = """
        WITH known AS (SELECT count(*) FROM (SELECT 1 FROM services WHERE id = ANY ($4) AND active FOR KEY SHARE) s),
             same_window AS (SELECT FROM slot_window WHERE scope = $8 AND length = $9),
             clash AS (
                 SELECT FROM unnest($5) AS k (scope_key) JOIN order_slots s USING (scope_key)
                 WHERE s.during && int8range($6, $7) AND s.order_id <> $1),
             allowed AS (
                 SELECT
                 WHERE EXISTS (SELECT FROM same_window) AND NOT EXISTS (SELECT FROM clash) AND (SELECT count FROM known) = cardinality($4)),
             written AS (
                 INSERT INTO orders (
                     id, datetime, total_fee, service_ids, service_names, metadata, created_at, updated_at, version, stamp)
                 SELECT $1, $2, $3, $4, $10::jsonb, $11::json, $13, $13, $14, $15 FROM allowed
                 ON CONFLICT (id) DO NOTHING RETURNING id),
             used AS (
                 INSERT INTO service_uses (order_id, service_id, datetime)
                 SELECT id, service_id, $2 FROM written, unnest($4) AS service_id),
             held AS (
                 INSERT INTO order_slots (order_id, scope_key, during)
                 SELECT id, scope_key, int8range($6, $7) FROM written, unnest($5) AS scope_key),
             event AS (
                 INSERT INTO event_outbox (type, resource_id, occurred_at, data)
                 SELECT 'order.created', id, clock_timestamp(), $12::json FROM written)
        SELECT EXISTS (SELECT FROM same_window), EXISTS (SELECT FROM clash), (SELECT count FROM known), EXISTS (SELECT FROM written)
        """;

    /// <summary>
    /// Replaces an order of version $15, its services and its slots, under the conditions of <see cref="Book"/>. Services that it has
    /// already may be inactive. Returns the same values.
    /// </summary>
    internal const string Move = """
        WITH booked AS (SELECT service_ids FROM orders WHERE id = $1),
             known AS (
                 SELECT count(*) FROM (
                     SELECT 1 FROM services
                     WHERE id = ANY ($4) AND (active OR id = ANY ((SELECT service_ids FROM booked)::text[])) FOR KEY SHARE) s),
             same_window AS (SELECT FROM slot_window WHERE scope = $8 AND length = $9),
             clash AS (
                 SELECT FROM unnest($5) AS k (scope_key) JOIN order_slots s USING (scope_key)
                 WHERE s.during && int8range($6, $7) AND s.order_id <> $1),
             allowed AS (
                 SELECT
                 WHERE EXISTS (SELECT FROM same_window) AND NOT EXISTS (SELECT FROM clash) AND (SELECT count FROM known) = cardinality($4)),
             written AS (
                 UPDATE orders SET datetime = $2, total_fee = $3, service_ids = $4, service_names = $10::jsonb, metadata = $11::json,
                                   updated_at = $13, version = $14
                 FROM allowed WHERE id = $1 AND version = $15 RETURNING id),
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
                 ON CONFLICT (order_id, scope_key) DO UPDATE SET during = excluded.during),
             event AS (
                 INSERT INTO event_outbox (type, resource_id, occurred_at, data)
                 SELECT 'order.updated', id, clock_timestamp(), $12::json FROM written WHERE $12 IS NOT NULL)
        SELECT EXISTS (SELECT FROM same_window), EXISTS (SELECT FROM clash), (SELECT count FROM known), EXISTS (SELECT FROM written)
        """;

    /// <summary>
    /// Reads what <see cref="Book"/> would find: whether the window is the recorded one, whether a slot is taken, and whether the id is
    /// taken.
    /// </summary>
    private const string Check = """
        SELECT EXISTS (SELECT FROM slot_window WHERE scope = $5 AND length = $6),
               EXISTS (
                   SELECT FROM unnest($2) AS k (scope_key) JOIN order_slots s USING (scope_key)
                   WHERE s.during && int8range($3, $4) AND s.order_id <> $1),
               EXISTS (SELECT FROM orders WHERE id = $1)
        """;

    /// <summary>Frees the time of the orders $1 until it is booked again.</summary>
    private const string Free = "DELETE FROM order_slots WHERE order_id = ANY ($1)";

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
        var outcome = await WriteAsync(Move, order, [Value(order.UpdatedAt), Value(order.Version), Value(fromVersion)], cancellationToken);
        return outcome switch
        {
            { Refusal: { } refusal } => refusal,
            { IsWritten: true } => Result.Success,
            _ => throw new ConcurrentChangeException(),
        };
    }

    public async Task<Result> CheckAsync(Order order, bool isNew, CancellationToken cancellationToken)
    {
        var (start, end) = window.SlotOf(order.Datetime);
        var found = await context.QueryAsync(
            Check,
            [
                Value(order.Id.Value), Value(window.ScopeKeys(order.ServiceIds).ToArray()), Value(start), Value(end),
                Value(window.Scope.ToString()), Value(end - start),
            ],
            static row => (IsSameWindow: row.GetBoolean(0), IsClash: row.GetBoolean(1), Exists: row.GetBoolean(2)),
            cancellationToken);
        return found.Single() switch
        {
            { IsSameWindow: false } => OrderErrors.WindowChanged,
            { IsClash: true } => OrderErrors.Conflict,
            { Exists: true } when isNew => OrderErrors.Exists,
            _ => Result.Success,
        };
    }

    public void Remove(Order order) => context.Set<Order>().Remove(order);

    public async Task<IReadOnlyList<Order>> BeginBatchAsync(
        IReadOnlyCollection<OrderId> ids, IReadOnlyCollection<ServiceId> services, CancellationToken cancellationToken)
    {
        var sorted = ids.Order().Select(id => id.Value).ToArray();
        await context.BatchAsync(
            [
                .. Locks(window.ScopeKeys(services)),
                new("SELECT 1 FROM orders WHERE id = ANY ($1) ORDER BY id FOR UPDATE", Value(sorted)),
            ],
            static _ => true,
            cancellationToken);
        await context.ExecuteAsync(Free, [Value(sorted)], cancellationToken);
        return await context.Set<Order>().Where(order => ids.Contains(order.Id)).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Takes the locks, then executes the statement, in one round trip and one transaction. All writers take the locks of their scope keys
    /// in the same order, so they wait for each other instead of deadlocking, and the statement sees everything that earlier writers
    /// committed. The exclusion constraint on the slots also refuses a writer that ignores the locks.
    /// </summary>
    /// <param name="sql"><see cref="Book"/> or <see cref="Move"/>.</param>
    /// <param name="order">
    /// Gives the parameters that both statements share: $1 id, $2 time, $3 fee, $4 services, $5 scope keys, $6 and $7 start and end of the
    /// slots, $8 scope and $9 length of the window, $10 names of the services, $11 metadata, $12 data of the event. $12 is
    /// NULL where an order of a batch takes its time back unchanged.
    /// </param>
    /// <param name="others">
    /// Parameters from $13 on: the time of the change, the new version, and the stamp of a new order or the old version of a changed one.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    private async Task<Outcome> WriteAsync(string sql, Order order, NpgsqlParameter[] others, CancellationToken cancellationToken)
    {
        var scopeKeys = window.ScopeKeys(order.ServiceIds);
        var (start, end) = window.SlotOf(order.Datetime);
        Statement[] statements =
        [
            .. Locks(scopeKeys),
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
                Value(JsonPairs.Write(order.ServiceNames)),
                Value(JsonPairs.Write(order.Metadata)),
                EventOutbox.DataOf(order.Events.Recorded is [.., var change] ? change : null),
                .. others,
            ]),
        ];
        var outcome = await ExecuteAsync(statements, cancellationToken);
        if (outcome.IsWritten)
        {
            order.Events.Clear();
        }

        return outcome;
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

    /// <summary>Takes the locks of the scope keys, in one order, and the shared lock on the window.</summary>
    private static IEnumerable<Statement> Locks(IReadOnlyList<string> scopeKeys) =>
    [
        new("SELECT pg_advisory_xact_lock_shared($1)", Value(OrderSlots.Lock)),
        new(
            "SELECT pg_advisory_xact_lock(scope_lock) FROM unnest($1) AS scope_lock",
            Value(scopeKeys.Select(LockOf).Distinct().Order().ToArray())),
    ];

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
