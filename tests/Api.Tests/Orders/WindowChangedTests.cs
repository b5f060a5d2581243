using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Concurrency;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Orders;
using Concierge.Infrastructure.Orders;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Orders;

/// <summary>
/// Another replica, or an operator, changes the window of all orders while this replica runs. Tests that do so must not run at the same
/// time.
/// </summary>
public sealed class WindowChangedTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Noon = "2031-01-01T12:00:00Z";
    private const string Evening = "2031-01-01T18:00:00Z";

    public static TheoryData<string> Changes =>
        ["UPDATE slot_window SET scope = 'All'", "UPDATE slot_window SET length = 3600000", "DELETE FROM slot_window"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Post_WhenWindowChanged_IsRefusedUntilRestored(string change)
    {
        var service = await api.AddServiceAsync();
        var id = $"order-{Guid.NewGuid():N}";
        var order = new { id, datetime = Noon, totalfee = 100, services = new[] { new { id = service } } };

        await WhileChangedAsync(change, async () =>
        {
            var before = await StoredAsync();
            ExpectWindowChanged(await api.PostAsync("/orders", order));
            ExpectWindowChanged(await api.PostAsync("/orders", order, null, ("Idempotency-Key", id)));
            Assert.Equal(before, await StoredAsync());
        });

        (await api.PostAsync("/orders", order, null, ("Idempotency-Key", id))).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Put_WhenWindowChanged_IsRefusedUntilRestored(string change)
    {
        var service = await api.AddServiceAsync();
        var id = (string?)(await api.AddOrderAsync(Noon, service))["id"];

        await WhileChangedAsync(change, async () =>
        {
            var before = await StoredAsync();
            ExpectWindowChanged(await PutAsync(Evening, 100));
            ExpectWindowChanged(await PutAsync(Noon, 99.99m));
            Assert.Equal(before, await StoredAsync());

            // Nothing is booked where nothing changes.
            (await PutAsync(Noon, 100)).Expect(HttpStatusCode.OK);
        });

        (await PutAsync(Evening, 100)).Expect(HttpStatusCode.OK);

        Task<Answer> PutAsync(string datetime, decimal totalfee) =>
            api.PutAsync($"/orders/{id}", new { datetime, totalfee, services = new[] { new { id = service } } });
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task GetOrDelete_WhenWindowChanged_Succeeds(string change)
    {
        var service = await api.AddServiceAsync();
        var id = (string?)(await api.AddOrderAsync(Noon, service))["id"];
        string[] reads = [$"/orders/{id}", $"/orders?service_id={service}", $"/services/{service}", "/services"];
        var before = await ReadAsync();

        await WhileChangedAsync(change, async () =>
        {
            Assert.Equal(before, await ReadAsync());
            (await api.GetAsync($"/availability?service_id={service}&from={Noon}&to={Evening}")).Expect(HttpStatusCode.OK);
            (await api.DeleteAsync($"/orders/{id}")).Expect(HttpStatusCode.NoContent);
        });

        Assert.Equal(0L, await api.QueryAsync("SELECT count(*) FROM order_slots WHERE order_id = @id", ("id", id!)));

        Task<string[]> ReadAsync() => Task.WhenAll(reads.Select(async path => (await api.GetAsync(path)).Expect(HttpStatusCode.OK).Text));
    }

    [Fact(Timeout = 60_000)]
    public async Task Reindex_WhileBooking_WaitsAndIndexesTheOrder()
    {
        var service = await api.AddServiceAsync();
        await using var booking = await HoldAsync($"SELECT pg_advisory_xact_lock_shared({OrderSlots.Lock})");
        await booking.ExecuteAsync($$"""
            INSERT INTO orders VALUES ('{{service}}', '{{Noon}}', 1, '{{{service}}}', now(), now(), 1);
            INSERT INTO service_uses VALUES ('{{service}}', '{{service}}', '{{Noon}}')
            """);

        var reindexing = ReindexAsync();
        await UntilWaitingAsync("advisory");
        Assert.False(reindexing.IsCompleted);
        await booking.CommitAsync();

        Assert.Empty((await reindexing.WaitAsync(TestContext.Current.CancellationToken)).Clashes);
        Assert.Equal(1L, await api.QueryAsync("SELECT count(*) FROM order_slots WHERE order_id = @id", ("id", service)));
        (await api.OrderAsync("2031-01-01T14:59:59.999Z", service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
    }

    [Fact(Timeout = 60_000)]
    public async Task Reindex_WhileDeleting_WaitsAndOmitsTheOrder()
    {
        var service = await api.AddServiceAsync();
        var id = (string)(await api.AddOrderAsync(Noon, service))["id"]!;
        await using var deleting = await HoldAsync($"DELETE FROM orders WHERE id = '{id}'");

        var reindexing = ReindexAsync();
        await UntilWaitingAsync("relation");
        Assert.False(reindexing.IsCompleted);
        await deleting.CommitAsync();

        var reindexed = await reindexing.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(await api.CountAsync("orders"), reindexed.Orders);
        Assert.Equal(0L, await api.QueryAsync("SELECT count(*) FROM order_slots WHERE order_id = @id", ("id", id)));
    }

    [Fact(Timeout = 60_000)]
    public async Task PostPutAndDelete_WhileReindexing_Wait()
    {
        var service = await api.AddServiceAsync();
        var changed = (string?)(await api.AddOrderAsync(Noon, service))["id"];
        var deleted = (string?)(await api.AddOrderAsync(Evening, service))["id"];
        await using var reindex = await HoldAsync($"SELECT pg_advisory_xact_lock({OrderSlots.Lock}); LOCK TABLE orders IN SHARE MODE");

        var posting = api.OrderAsync("2031-01-02T12:00:00Z", service);
        var putting = api.PutAsync(
            $"/orders/{changed}", new { datetime = "2031-01-03T12:00:00Z", totalfee = 1, services = new[] { new { id = service } } });
        var removing = api.DeleteAsync($"/orders/{deleted}");
        await UntilWaitingAsync("advisory", 2);
        await UntilWaitingAsync("relation");
        Assert.False(posting.IsCompleted || putting.IsCompleted || removing.IsCompleted);
        await reindex.CommitAsync();

        await Task.WhenAll(posting, putting, removing).WaitAsync(TestContext.Current.CancellationToken);
        (await posting).Expect(HttpStatusCode.Created);
        (await putting).Expect(HttpStatusCode.OK);
        (await removing).Expect(HttpStatusCode.NoContent);
    }

    [Fact(Timeout = 60_000)]
    public async Task Post_WhenRunningReindexChangesTheWindow_IsRefused()
    {
        var service = await api.AddServiceAsync();
        Answer answer;
        await using (var reindex = await HoldAsync($"SELECT pg_advisory_xact_lock({OrderSlots.Lock})"))
        {
            var posting = api.OrderAsync(Noon, service);
            await UntilWaitingAsync("advisory");
            await reindex.ExecuteAsync("UPDATE slot_window SET length = 3600000");
            await reindex.CommitAsync();
            answer = await posting.WaitAsync(TestContext.Current.CancellationToken);
        }

        await ReindexAsync();
        ExpectWindowChanged(answer);
        (await api.OrderAsync(Noon, service)).Expect(HttpStatusCode.Created);
    }

    /// <summary>No request blocks another forever, none is refused, and every remaining order has its slots.</summary>
    [Fact(Timeout = 120_000)]
    public async Task Reindex_WhileManyBookAndDelete_RefusesNone()
    {
        const int Reindexes = 8;
        string[] services = [await api.AddServiceAsync(), await api.AddServiceAsync()];

        await Crowd.RushAsync(Crowd.Size, async client =>
        {
            if (client < 2)
            {
                for (var i = 0; i < Reindexes; i++)
                {
                    Assert.Empty((await ReindexAsync()).Clashes);
                }

                return client;
            }

            // Each on days of its own, so that none is refused for another.
            for (var day = 1; day <= 5; day++)
            {
                var date = $"{2040 + client}-01-{day:00}";
                var id = (string?)(await api.AddOrderAsync($"{date}T06:00:00Z", client % 2 == 0 ? services : services.Reverse()))["id"];
                (await api.PutAsync(
                    $"/orders/{id}",
                    new { datetime = $"{date}T07:00:00Z", totalfee = day, services = new[] { new { id = services[day % 2] } } }))
                    .Expect(HttpStatusCode.OK);
                if (day % 2 == 0)
                {
                    (await api.DeleteAsync($"/orders/{id}")).Expect(HttpStatusCode.NoContent);
                }
            }

            return client;
        }).WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            (Crowd.Size - 2) * 3L,
            await api.QueryAsync("SELECT count(*) FROM orders WHERE service_ids && @services", ("services", services)));
        Assert.Equal(0L, await api.QueryAsync("""
            SELECT count(*)
            FROM (SELECT order_id, service_id, (extract(epoch FROM datetime) * 1000)::bigint AS start FROM service_uses) u
            FULL JOIN order_slots s ON s.order_id = u.order_id AND scope_key = service_id AND during = int8range(start, start + 10800000)
            WHERE s.order_id IS NULL OR u.order_id IS NULL
            """));
    }

    private static void ExpectWindowChanged(Answer answer)
    {
        answer.ExpectProblem(HttpStatusCode.ServiceUnavailable, "order_window_changed");
        Assert.Equal("1", answer.Headers["Retry-After"]);
    }

    /// <summary>Changes the recorded window, acts, and changes it back, whatever came of it.</summary>
    private async Task WhileChangedAsync(string change, Func<Task> act)
    {
        await api.QueryAsync(change);
        try
        {
            await act();
        }
        finally
        {
            await api.QueryAsync("DELETE FROM slot_window; INSERT INTO slot_window VALUES (1, 'Service', 10800000)");
        }
    }

    /// <summary>Everything that a booking writes.</summary>
    private async Task<string?> StoredAsync() => (string?)await api.QueryAsync("""
        SELECT string_agg(row, E'\n' ORDER BY row)
        FROM (SELECT o::text FROM orders o UNION ALL SELECT u::text FROM service_uses u UNION ALL SELECT s::text FROM order_slots s
              UNION ALL SELECT r::text FROM idempotency_records r) stored (row)
        """);

    private async Task<ReindexReport> ReindexAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new ReindexOrders(), TestContext.Current.CancellationToken)).Value;
    }

    private async Task<Holder> HoldAsync(string sql)
    {
        var holder = new Holder(new NpgsqlConnection(api.ConnectionString));
        await holder.ExecuteAsync("BEGIN");
        await holder.ExecuteAsync(sql);
        return holder;
    }

    /// <summary>Waits until so many wait for a lock of a type (PostgreSQL manual, pg_locks).</summary>
    private Task UntilWaitingAsync(string type, long count = 1)
    {
        const string Waiting =
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = @type "
            + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        return Poll.UntilAsync(async () => (long)(await api.QueryAsync(Waiting, ("type", type)))! >= count);
    }

    /// <summary>Transaction of another session, which keeps its locks. It is rolled back unless it is committed.</summary>
    private sealed class Holder(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async Task ExecuteAsync(string sql)
        {
            if (connection.State != System.Data.ConnectionState.Open)
            {
                await connection.OpenAsync(TestContext.Current.CancellationToken);
            }

            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        public Task CommitAsync() => ExecuteAsync("COMMIT");

        /// <summary>Returns the connection to its pool, which rolls an open transaction back.</summary>
        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
