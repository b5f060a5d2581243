using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Concurrency;

/// <summary>Order of a response, and an oracle for the window that shares no code with the product.</summary>
internal sealed record Booked(string Id, DateTimeOffset At, string[] Services)
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(3);

    public static Booked Of(JsonNode order) => new(
        (string)order["id"]!, BookingSteps.Instant(order["datetime"])!.Value,
        [.. order["services"]!.AsArray().Select(service => (string)service!["id"]!)]);

    public TimeSpan GapTo(DateTimeOffset at) => (At - at).Duration();

    public bool Blocks(DateTimeOffset at, IEnumerable<string> services) => GapTo(at) < Window && Services.Intersect(services).Any();
}

/// <summary>Content of a refusal: the conflicting orders, each with only the contested services, and the nearest free times.</summary>
internal sealed record Refusal(IReadOnlyList<Booked> Conflicts, DateTimeOffset? Next, DateTimeOffset? Previous);

/// <summary>Steps of the tests with concurrent writers of orders.</summary>
internal static class BookingSteps
{
    public static readonly DateTimeOffset Morning = new(2031, 5, 6, 7, 8, 9, 123, TimeSpan.Zero);

    public static string Text(this DateTimeOffset instant) =>
        instant.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Instant(JsonNode? text) =>
        text is null ? null : DateTimeOffset.ParseExact(
            (string)text!, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Requests an order. With an idempotency key, everything happens in one transaction.</summary>
    public static Task<Answer> BookAsync(
        this ApiFixture api, DateTimeOffset at, IEnumerable<string> services, string? id = null, bool withIdempotencyKey = false)
    {
        var order = new JsonObject { ["datetime"] = at.Text(), ["totalfee"] = 100, ["services"] = Named(services) };
        if (id is not null)
        {
            order["id"] = id;
        }

        return api.PostAsync("/orders", order, headers: withIdempotencyKey ? [("Idempotency-Key", Guid.NewGuid().ToString())] : []);
    }

    /// <summary>Changes the time and the services of an order.</summary>
    public static Task<Answer> MoveAsync(
        this ApiFixture api, string id, DateTimeOffset at, IEnumerable<string> services, decimal fee = 100, string? ifMatch = null) =>
        api.PutAsync(
            $"/orders/{id}",
            new JsonObject { ["datetime"] = at.Text(), ["totalfee"] = fee, ["services"] = Named(services) },
            headers: ifMatch is null ? [] : [("If-Match", ifMatch)]);

    public static async Task<List<string>> AddServicesAsync(this ApiFixture api, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            ids.Add(await api.AddServiceAsync());
        }

        return ids;
    }

    /// <summary>Asserts a complete and consistent refusal.</summary>
    /// <returns>The content of the refusal.</returns>
    public static Refusal ExpectConflict(this Answer answer, DateTimeOffset requested, params IEnumerable<string> services)
    {
        var problem = answer.ExpectProblem(HttpStatusCode.Conflict, "order_conflict").Json;
        Assert.Equal("PT3H", (string?)problem["window"]);
        Assert.Equal(requested.Text(), (string?)problem["requested"]);

        var nearest = TimeSpan.Zero;
        var conflicts = new List<Booked>();
        foreach (var conflict in problem["conflicts"]!.AsArray())
        {
            var order = new Booked(
                (string)conflict!["order_id"]!, Instant(conflict["datetime"])!.Value,
                [.. conflict["service_ids"]!.AsArray().Select(id => (string)id!)]);
            Assert.True(
                order.Services.Length > 0 && !order.Services.Except(services).Any(),
                $"Names services that were not requested: {answer.Text}");
            Assert.InRange(order.GapTo(requested), nearest, Booked.Window - TimeSpan.FromMilliseconds(1));
            Assert.Equal(order.GapTo(requested).Ticks / (decimal)TimeSpan.TicksPerSecond, (decimal)conflict["gap_seconds"]!);
            nearest = order.GapTo(requested);
            conflicts.Add(order);
        }

        Assert.InRange(conflicts.Count, 1, 10);
        var refusal = new Refusal(conflicts, Instant(problem["next_available"]), Instant(problem["previous_available"]));
        Assert.True(refusal.Next > requested && refusal.Previous < requested, $"Lacks a free time before or after: {answer.Text}");
        return refusal;
    }

    /// <summary>Asserts that no two of the orders are too close.</summary>
    public static void ExpectApart(IReadOnlyList<Booked> orders) => Assert.Empty(
        from pair in orders.Index()
        from other in orders.Skip(pair.Index + 1)
        where pair.Item.Blocks(other.At, other.Services)
        select $"{pair.Item} and {other}");

    /// <summary>Asserts that no stored orders are too close, and that the slots and uses match the orders exactly.</summary>
    public static async Task ExpectSoundAsync(this ApiFixture api)
    {
        const string Slots =
            """
            SELECT o.id, service, int8range(at, at + 10800000)
            FROM (SELECT *, (extract(epoch FROM datetime) * 1000)::bigint AS at FROM orders) o, unnest(o.service_ids) AS service
            """;
        const string Uses = "SELECT o.id, service, o.datetime FROM orders o, unnest(o.service_ids) AS service";
        await ExpectSameRowsAsync(Slots, "SELECT order_id, scope_key, during FROM order_slots");
        await ExpectSameRowsAsync(Uses, "SELECT order_id, service_id, datetime FROM service_uses");
        Assert.Null(await api.QueryAsync(
            """
            SELECT string_agg(a.id || ' and ' || b.id, ', ') FROM orders a JOIN orders b ON a.id < b.id AND a.service_ids && b.service_ids
            WHERE a.datetime - b.datetime > interval '-3 hours' AND a.datetime - b.datetime < interval '3 hours'
            """));

        async Task ExpectSameRowsAsync(string expected, string actual) => Assert.Null(await api.QueryAsync(
            $"""
            SELECT string_agg(d::text, ', ') FROM (
                (({expected}) EXCEPT ALL ({actual})) UNION ALL (({actual}) EXCEPT ALL ({expected}))) AS d
            """));
    }

    /// <summary>
    /// Asserts that no deadlock happened. Ends all sessions first, because a server process reports its counters at the latest when it
    /// ends.
    /// </summary>
    public static async Task ExpectNoDeadlockAsync(this ApiFixture api)
    {
        var dataSource = api.Services.GetRequiredService<Database>().DataSource;
        await using (var pooled = new NpgsqlConnection(api.ConnectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        await Poll.UntilAsync(async () =>
        {
            // Clears again in each round, because background work may open a connection.
            dataSource.Clear();
            return await api.QueryAsync(
                "SELECT count(*) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() "
                + "AND application_name NOT LIKE '% listener'") is 0L;
        });

        Assert.Equal(0L, await api.QueryAsync("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }

    /// <summary>Waits until so many sessions of this database wait for a lock. Fails if one of the requests completes instead.</summary>
    public static Task ExpectWaitingAsync(this ApiFixture api, int count, params Task<Answer>[] requests) => Poll.UntilAsync(async () =>
    {
        Assert.All(requests, request => Assert.False(request.IsCompleted, request.IsCompleted ? request.Result.Text : null));
        return await api.QueryAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") is long waiting
            && waiting >= count;
    });

    private static JsonArray Named(IEnumerable<string> services) => [.. services.Select(id => new JsonObject { ["id"] = id })];
}
