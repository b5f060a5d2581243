using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Processes;

public sealed class ReindexCommandTests(TestDatabases databases)
{
    private const string All = "--Orders:WindowScope=All";

    [Fact]
    public async Task Reindex_WithoutOrders_RecordsSettings()
    {
        var database = await OrderDatabase.CreateAsync(databases);

        Assert.Equal("All orders (0) keep Orders:Window=03:00:00 and Orders:WindowScope=All.", await ReindexAsync(database, All));

        Assert.Equal("(1,All,10800000)", await database.IndexAsync());
    }

    [Fact]
    public async Task Reindex_WithSameSettings_ChangesNothing()
    {
        var database = await OrderDatabase.CreateAsync(databases);
        await database.ExpectToRunAsync("sample");
        var before = await database.IndexAsync();

        Assert.Equal("All orders (9) keep Orders:Window=03:00:00 and Orders:WindowScope=Service.", await ReindexAsync(database));

        Assert.Equal(before, await database.IndexAsync());
    }

    [Fact]
    public async Task Reindex_WhenOrdersOfDifferentServicesConflict_ListsThemAndChangesNothing()
    {
        var database = await OrderDatabase.CreateAsync(databases);
        await AddOrdersAsync(
            database,
            ("one", "2030-01-01T10:00:00Z", ["a"]),
            ("two", "2030-01-01T11:00:00.001Z", ["b"]),
            ("three", "2030-01-01T13:30:00Z", ["a", "c"]),
            ("fine", "2030-01-01T16:30:00Z", ["c"]),
            ("same", "2030-01-02T00:00:00Z", ["a"]),
            ("time", "2030-01-02T00:00:00Z", ["b"]));
        // What clashes is not "one" and "three", which lie three and a half hours apart.
        await ExpectClashesAsync(
            database,
            [All],
            "Nothing was changed: with Orders:Window=03:00:00 and Orders:WindowScope=All these orders would lie too close.",
            "  *: one at 2030-01-01T10:00:00.000Z and two at 2030-01-01T11:00:00.001Z",
            "  *: two at 2030-01-01T11:00:00.001Z and three at 2030-01-01T13:30:00.000Z",
            "  *: same at 2030-01-02T00:00:00.000Z and time at 2030-01-02T00:00:00.000Z");

        Assert.Contains("orders reindex", await database.ExpectRefusalAsync(All), StringComparison.Ordinal);
        await database.ServeAsync(async client =>
        {
            (await client.OrderAsync("too-close", "2030-01-01T12:59:59.999Z", "a"))
                .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
            (await client.OrderAsync("of-another", "2030-01-01T10:00:00Z", "c")).Expect(HttpStatusCode.Created);
        });
    }

    [Fact]
    public async Task Reindex_WhenOrdersConflictInLongerWindow_ListsThemAndChangesNothing()
    {
        var database = await OrderDatabase.CreateAsync(databases);
        await AddOrdersAsync(
            database,
            ("one", "2030-01-01T10:00:00Z", ["a", "b"]),
            ("two", "2030-01-01T13:00:00Z", ["b", "a"]),
            ("three", "2030-01-01T16:00:00.001Z", ["a"]),
            ("other", "2030-01-01T11:00:00Z", ["c"]));

        await ExpectClashesAsync(
            database,
            ["--Orders:Window=03:00:00.001"],
            "Nothing was changed: with Orders:Window=03:00:00.0010000 and Orders:WindowScope=Service these orders would lie too close.",
            "  a: one at 2030-01-01T10:00:00.000Z and two at 2030-01-01T13:00:00.000Z",
            "  b: one at 2030-01-01T10:00:00.000Z and two at 2030-01-01T13:00:00.000Z");
    }

    [Fact]
    public async Task Reindex_ToShorterWindow_FreesTimeAndRecordsSettings()
    {
        const string Hour = "--Orders:Window=01:00:00";
        var database = await OrderDatabase.CreateAsync(databases);
        await AddOrdersAsync(database, ("one", "2030-01-01T10:00:00Z", ["a", "b"]), ("two", "2030-01-01T13:00:00Z", ["a"]));

        Assert.Equal("All orders (2) keep Orders:Window=01:00:00 and Orders:WindowScope=Service.", await ReindexAsync(database, Hour));

        var line = await database.ExpectRefusalAsync();
        Assert.Contains(
            "keep Orders:Window=01:00:00 and Orders:WindowScope=Service; the settings say 03:00:00 and Service.",
            line, StringComparison.Ordinal);
        Assert.Contains("orders reindex", line, StringComparison.Ordinal);
        await database.ServeAsync(
            async client =>
            {
                (await client.OrderAsync("too-close", "2030-01-01T10:59:59.999Z", "b"))
                    .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
                (await client.OrderAsync("near", "2030-01-01T11:00:00Z", "b", "a")).Expect(HttpStatusCode.Created);
            },
            Hour);
    }

    [Fact]
    public async Task Reindex_ToWindowBetweenAllOrders_TakesTimeAndCanBeUndone()
    {
        var database = await OrderDatabase.CreateAsync(databases);
        await AddOrdersAsync(database, ("one", "2030-01-01T10:00:00Z", ["a", "b"]), ("two", "2030-01-01T13:00:00Z", ["a"]));
        var before = await database.IndexAsync();

        Assert.Equal("All orders (2) keep Orders:Window=03:00:00 and Orders:WindowScope=All.", await ReindexAsync(database, All));

        Assert.Contains("the settings say 03:00:00 and Service.", await database.ExpectRefusalAsync(), StringComparison.Ordinal);
        await database.ServeAsync(
            async client => (await client.OrderAsync("of-another", "2030-01-01T15:59:59.999Z", "c"))
                .ExpectProblem(HttpStatusCode.Conflict, "order_conflict"),
            All);
        await ReindexAsync(database);
        Assert.Equal(before, await database.IndexAsync());
        await database.ServeAsync(
            async client => (await client.OrderAsync("of-another", "2030-01-01T15:59:59.999Z", "c")).Expect(HttpStatusCode.Created));
    }

    /// <summary>More than the index reads at a time, and orders of one instant on both sides of where it stops to read on.</summary>
    [Fact]
    public async Task Reindex_WithManyOrders_AddsSlotForEachService()
    {
        var database = await OrderDatabase.CreateAsync(databases);
        await database.QueryAsync("""
            INSERT INTO slot_window VALUES (1, 'Service', 10800000);
            INSERT INTO services SELECT i, i, now(), now(), 1 FROM generate_series(0, 13) i;
            INSERT INTO orders
            SELECT 'o' || i, timestamptz '2030-01-01T00:00:00Z' + i / 7 * interval '3 hours', 1, ARRAY[i % 7, 7 + i % 7]::text[],
                   now(), now(), 1
            FROM generate_series(0, 2499) i;
            INSERT INTO service_uses SELECT id, unnest(service_ids), datetime FROM orders;
            INSERT INTO order_slots
            SELECT order_id, service_id, int8range(start, start + 10800000)
            FROM (SELECT *, (extract(epoch FROM datetime) * 1000)::bigint AS start FROM service_uses) u;
            """);

        Assert.Equal(
            "All orders (2500) keep Orders:Window=02:00:00 and Orders:WindowScope=Service.",
            await ReindexAsync(database, "--Orders:Window=02:00:00"));

        const string Expected =
            "SELECT order_id, service_id, int8range(start, start + 7200000) "
            + "FROM (SELECT *, (extract(epoch FROM datetime) * 1000)::bigint AS start FROM service_uses) u";
        Assert.Equal(5000L, await database.QueryAsync("SELECT count(*) FROM order_slots"));
        Assert.Equal(0L, await database.QueryAsync($"SELECT count(*) FROM (TABLE order_slots EXCEPT ({Expected})) other"));
    }

    [Fact]
    public async Task Reindex_WithOrdersAtMinAndMaxTime_KeepsTheirTimes()
    {
        const string Hour = "--Orders:Window=01:00:00";
        var database = await OrderDatabase.CreateAsync(databases);
        await AddOrdersAsync(database, ("first", "0001-01-01T00:00:00Z", ["a"]), ("last", "9999-12-31T23:59:59.999Z", ["a"]));

        Assert.Equal("All orders (2) keep Orders:Window=01:00:00 and Orders:WindowScope=Service.", await ReindexAsync(database, Hour));

        Assert.Equal(
            "(1,Service,3600000)\n(first,a,\"[-62135596800000,-62135593200000)\")\n(last,a,\"[253402300799999,253402304399999)\")",
            await database.IndexAsync());
        await database.ServeAsync(
            async client =>
            {
                var early = (await client.OrderAsync("early", "0001-01-01T00:59:59.999Z", "a"))
                    .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
                var late = (await client.OrderAsync("late", "9999-12-31T23:00:00Z", "a"))
                    .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
                Assert.Equal("0001-01-01T01:00:00.000Z", (string?)early.Json["next_available"]);
                Assert.Null((string?)early.Json["previous_available"]);
                Assert.Null((string?)late.Json["next_available"]);
                Assert.Equal("9999-12-31T22:59:59.999Z", (string?)late.Json["previous_available"]);
                Assert.Equal(
                    ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"],
                    (await client.ReadAsync("/orders?order=asc")).Json["items"]!.AsArray().Select(order => (string?)order!["datetime"]));
            },
            Hour);
    }

    private static Task<string> ReindexAsync(OrderDatabase database, params string[] settings) =>
        database.ExpectToRunAsync(["orders", "reindex", .. settings]);

    /// <summary>Asserts that a reindex is refused in exactly these lines, and leaves everything as it was.</summary>
    private static async Task ExpectClashesAsync(OrderDatabase database, string[] settings, params string[] lines)
    {
        var before = await database.IndexAsync();

        var (code, output, errors) = await database.RunAsync(["orders", "reindex", .. settings]);

        Assert.Equal((1, ""), (code, output));
        Assert.Equal(lines, errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(before, await database.IndexAsync());
    }

    /// <summary>Has the program, with the settings it comes with, take orders of the services a, b and c.</summary>
    private static Task AddOrdersAsync(OrderDatabase database, params (string Id, string Datetime, string[] Services)[] orders) =>
        database.ServeAsync(async client =>
    {
        foreach (var service in new[] { "a", "b", "c" })
        {
            await client.AddServiceAsync(service);
        }

        foreach (var (id, datetime, services) in orders)
        {
            (await client.OrderAsync(id, datetime, services)).Expect(HttpStatusCode.Created);
        }
    });
}
