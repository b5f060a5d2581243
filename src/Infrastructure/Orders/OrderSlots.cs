using System.Runtime.CompilerServices;
using Concierge.Application;
using Concierge.Application.Orders;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Orders;

internal sealed class OrderSlots(ConciergeDbContext context, OrderWindow window) : IOrderSlots
{
    /// <summary>Advisory lock: shared while an order is booked, exclusive while the window of all orders changes.</summary>
    public const long Lock = 0x6f7264657277696e;

    /// <summary>Id of the only row of <see cref="SlotWindow"/>.</summary>
    public const int WindowRow = 1;

    private const int PageSize = 1000;

    private const string Record = """
        INSERT INTO slot_window (id, scope, length) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET scope = excluded.scope, length = excluded.length
        """;

    /// <summary>Up to $3 orders after time $1 and id $2, by time.</summary>
    private const string Page = """
        SELECT id, datetime, service_ids FROM orders
        WHERE (datetime, id) > ($1, $2)
        ORDER BY datetime, id LIMIT $3
        """;

    /// <summary>Inserts slots: order $1, scope key $2, start $3 and end $4 of each.</summary>
    private const string Insert = """
        INSERT INTO order_slots (order_id, scope_key, during)
        SELECT order_id, scope_key, int8range(starts, ends)
        FROM unnest($1, $2, $3, $4) AS slot (order_id, scope_key, starts, ends)
        """;

    private long Length => (long)window.Length.TotalMilliseconds;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (await IsRecordedAsync(cancellationToken))
        {
            return;
        }

        await using var transaction = await BeginExclusiveAsync(cancellationToken);
        if (await context.Set<Order>().AnyAsync(cancellationToken))
        {
            var recorded = await context.Set<SlotWindow>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            throw new StartupException(
                $"The orders in this database keep Orders:Window={TimeSpan.FromMilliseconds(recorded?.Length ?? 0):c} and "
                + $"Orders:WindowScope={recorded?.Scope}; the settings say {window.Length:c} and {window.Scope}. Set them back, "
                + "or give the orders the new ones with the command orders reindex.");
        }

        await RecordAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<ReindexReport> RebuildAsync(CancellationToken cancellationToken)
    {
        // No command timeout: the duration depends on the number of orders and on the transactions that hold the lock.
        context.Database.SetCommandTimeout(0);
        await using var transaction = await BeginExclusiveAsync(cancellationToken);
        await context.ExecuteAsync("DELETE FROM order_slots", [], cancellationToken);

        var count = 0;
        var clashes = new List<OrderClash>();
        var latest = new Dictionary<string, TakenTime>();
        await foreach (var page in ListPagesAsync(cancellationToken))
        {
            count += page.Count;
            foreach (var order in page)
            {
                var time = new TakenTime(order.Id, order.Datetime);
                foreach (var scopeKey in window.ScopeKeys(order.ServiceIds))
                {
                    if (latest.TryGetValue(scopeKey, out var before) && window.Refuses(before.Datetime, time.Datetime))
                    {
                        clashes.Add(new(scopeKey, before, time));
                    }

                    latest[scopeKey] = time;
                }
            }

            if (clashes.Count == 0)
            {
                await InsertAsync(page, cancellationToken);
            }
        }

        if (clashes.Count == 0)
        {
            await RecordAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return new(window, count, clashes);
    }

    private async Task<bool> IsRecordedAsync(CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            "SELECT FROM slot_window WHERE scope = $1 AND length = $2",
            [Value(window.Scope.ToString()), Value(Length)],
            static _ => true,
            cancellationToken);
        return rows.Count > 0;
    }

    /// <summary>Begins a transaction, waits for all transactions that book or delete orders, and blocks new ones until it ends.</summary>
    private async Task<IDbContextTransaction> BeginExclusiveAsync(CancellationToken cancellationToken)
    {
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", [Value(Lock)], cancellationToken);
        await context.ExecuteAsync("LOCK TABLE orders IN SHARE MODE", [], cancellationToken);
        return transaction;
    }

    private Task<int> RecordAsync(CancellationToken cancellationToken) =>
        context.ExecuteAsync(Record, [Value(WindowRow), Value(window.Scope.ToString()), Value(Length)], cancellationToken);

    /// <summary>Returns all orders by time, in pages, so that only one page is in memory.</summary>
    private async IAsyncEnumerable<List<Booked>> ListPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (at, id) = (DateTimeOffset.MinValue, "");
        List<Booked> page;
        do
        {
            page = await context.QueryAsync(
                Page,
                [Value(at), Value(id), Value(PageSize)],
                static row => new Booked(
                    OrderId.From(row.GetString(0)), row.GetFieldValue<DateTimeOffset>(1),
                    [.. row.GetFieldValue<string[]>(2).Select(ServiceId.From)]),
                cancellationToken);
            if (page is [.., var last])
            {
                (at, id) = (last.Datetime, last.Id.Value);
                yield return page;
            }
        }
        while (page.Count == PageSize);
    }

    private async Task InsertAsync(List<Booked> orders, CancellationToken cancellationToken)
    {
        var slots = orders
            .SelectMany(
                order => window.ScopeKeys(order.ServiceIds)
                    .Select(scopeKey => (OrderId: order.Id.Value, scopeKey, During: window.SlotOf(order.Datetime))))
            .ToList();
        await context.ExecuteAsync(
            Insert,
            [
                Value(slots.Select(slot => slot.OrderId).ToArray()),
                Value(slots.Select(slot => slot.scopeKey).ToArray()),
                Value(slots.Select(slot => slot.During.Start).ToArray()),
                Value(slots.Select(slot => slot.During.End).ToArray()),
            ],
            cancellationToken);
    }

    private sealed record Booked(OrderId Id, DateTimeOffset Datetime, IReadOnlyList<ServiceId> ServiceIds);
}
