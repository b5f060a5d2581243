using System.Runtime.CompilerServices;
using Concierge.Application;
using Concierge.Application.Orders;
using Concierge.Domain.Orders;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Orders;

internal sealed class OrderSlots(ConciergeDbContext context, OrderWindow window) : IOrderSlots
{
    /// <summary>Whoever books shares this lock; whoever changes the window for all orders holds it alone.</summary>
    public const long Lock = 0x6f7264657277696e;

    /// <summary>The id of the one row of <see cref="SlotWindow"/>.</summary>
    public const int WindowRow = 1;

    private const int PageSize = 1000;

    private long Length => (long)window.Length.TotalMilliseconds;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (await IsRecordedAsync(cancellationToken))
        {
            return;
        }

        await using var transaction = await BeginAloneAsync(cancellationToken);
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
        // It takes as long as it takes, and so do those whom it waits for.
        context.Database.SetCommandTimeout(0);
        await using var transaction = await BeginAloneAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"DELETE FROM order_slots", cancellationToken);

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
                await HoldAsync(page, cancellationToken);
            }
        }

        if (clashes.Count == 0)
        {
            await RecordAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return new(window, count, clashes);
    }

    private async Task<bool> IsRecordedAsync(CancellationToken cancellationToken) => (await context.QueryAsync(
        "SELECT FROM slot_window WHERE scope = $1 AND length = $2", [Value(window.Scope.ToString()), Value(Length)], static _ => true, cancellationToken)).Count > 0;

    /// <summary>Waits for everybody who books or deletes at the moment, and keeps everybody from it until the transaction ends.</summary>
    private async Task<IDbContextTransaction> BeginAloneAsync(CancellationToken cancellationToken)
    {
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        await context.Database.ExecuteSqlAsync($"LOCK TABLE orders IN SHARE MODE", cancellationToken);
        return transaction;
    }

    private Task<int> RecordAsync(CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync($"""
        INSERT INTO slot_window (id, scope, length) VALUES ({WindowRow}, {window.Scope.ToString()}, {Length})
        ON CONFLICT (id) DO UPDATE SET scope = excluded.scope, length = excluded.length
        """, cancellationToken);

    /// <summary>All orders in order of time, of which each is read once and few are held at a time.</summary>
    private async IAsyncEnumerable<List<Order>> ListPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (at, id) = (DateTimeOffset.MinValue, "");
        List<Order> page;
        do
        {
            page = await context.Set<Order>()
                .FromSql($"SELECT * FROM orders WHERE (datetime, id) > ({at}, {id}) ORDER BY datetime, id LIMIT {PageSize}")
                .AsNoTracking()
                .ToListAsync(cancellationToken);
            if (page is [.., var last])
            {
                (at, id) = (last.Datetime, last.Id.Value);
                yield return page;
            }
        }
        while (page.Count == PageSize);
    }

    private async Task HoldAsync(List<Order> orders, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var import = await connection.BeginBinaryImportAsync(
            "COPY order_slots (order_id, scope_key, during) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var order in orders)
        {
            var (start, end) = window.SlotOf(order.Datetime);
            foreach (var scopeKey in window.ScopeKeys(order.ServiceIds))
            {
                await import.StartRowAsync(cancellationToken);
                await import.WriteAsync(order.Id.Value, cancellationToken);
                await import.WriteAsync(scopeKey, cancellationToken);
                await import.WriteAsync(new NpgsqlRange<long>(start, lowerBoundIsInclusive: true, end, upperBoundIsInclusive: false), cancellationToken);
            }
        }

        await import.CompleteAsync(cancellationToken);
    }
}
