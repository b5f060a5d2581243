using System.Net;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

/// <summary>What a refusal says of the orders that are in the way.</summary>
public sealed class OrderConflictTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    public async Task Post_WhenTimeIsTaken_ReturnsAllMembersOfProblem(string basePath)
    {
        var (shared, other) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        var id = (await api.AddOrderAsync("2022-11-01T11:11:11.111Z", other, shared)).Id();

        var answer = (await api.PostAsync($"{basePath}/orders", Body("2022-11-01T13:11:11.1119+01:00", shared)))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        var problem = answer.Json.AsObject();
        Assert.Equal(
            [
                "type", "title", "status", "detail", "instance", "code", "trace_id",
                "window", "requested", "conflicts", "next_available", "previous_available",
            ],
            problem.Select(member => member.Key));
        Assert.Equal("Another order is within three hours", problem.Text("title"));
        Assert.Equal(
            $"Order {id} at 2022-11-01T11:11:11.111Z is 1:00:00 away; orders that share a service must lie at least three hours apart.",
            problem.Text("detail"));
        Assert.Equal($"{basePath}/orders", problem.Text("instance"));
        Assert.Equal("PT3H", problem.Text("window"));
        Assert.Equal("2022-11-01T12:11:11.111Z", problem.Text("requested"));
        Assert.Equal(
            $$"""[{"order_id":"{{id}}","datetime":"2022-11-01T11:11:11.111Z","service_ids":["{{shared}}"],"gap_seconds":3600}]""",
            problem["conflicts"]!.ToJsonString());
        Assert.Equal("2022-11-01T14:11:11.111Z", problem.Text("next_available"));
        Assert.Equal("2022-11-01T08:11:11.111Z", problem.Text("previous_available"));
    }

    [Fact]
    public async Task Post_WithSharedServices_NamesOnlyThose()
    {
        var services = await api.AddServicesAsync(5);
        await api.AddOrderAsync(Noon, services[0], services[1], services[2], services[3]);

        var conflicts = await ConflictsAsync(Noon, services[4], services[3], services[1]);

        var named = Assert.Single(conflicts)!["service_ids"]!.AsArray().Select(id => (string?)id);
        Assert.Equal([services[1], services[3]], named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Post_WithSeveralConflicts_NamesNearestFirst()
    {
        var services = await api.AddServicesAsync(6);
        var prefix = Guid.NewGuid().ToString("N");

        // Nearest first; of those as near, the earlier; of those at one instant, the lesser id.
        (string Id, TimeSpan Gap)[] expected =
        [
            ("A", TimeSpan.Zero),
            ("B", -Millisecond),
            ("C", Millisecond),
            ("Z", TimeSpan.FromHours(1)),
            ("a", TimeSpan.FromHours(1)),
            ("D", -(Window - Millisecond)),
        ];
        foreach (var (id, gap) in expected.Reverse())
        {
            await api.AddOrderWithIdAsync($"{prefix}-{id}", Noon.Plus(gap), services[Array.IndexOf(expected, (id, gap))]);
        }

        // Just too far away to count, on both sides.
        await api.AddOrderAsync(Noon.Plus(Window), services[0]);
        await api.AddOrderAsync(Noon.Plus(-Window), services[0]);

        var conflicts = await ConflictsAsync(Noon, services);

        Assert.Equal(
            expected.Select((order, i) =>
                $"{prefix}-{order.Id} {Noon.Plus(order.Gap)} {services[i]} "
                + FormattableString.Invariant($"{order.Gap.Duration().TotalSeconds}")),
            conflicts.Select(
                order => $"{order!["order_id"]} {order["datetime"]} {order["service_ids"]!.AsArray().Single()} {order["gap_seconds"]}"));
    }

    [Fact]
    public async Task Post_WithTwoConflictsOfOneService_NamesBoth()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon.Plus(-TimeSpan.FromHours(2)), service);
        await api.AddOrderAsync(Noon.Plus(TimeSpan.FromHours(1)), service);

        Assert.Equal([3600, 7200], (await ConflictsAsync(Noon, service)).Select(order => (int)order!["gap_seconds"]!));
    }

    [Fact]
    public async Task Post_WithMoreThanTenConflicts_NamesTenNearest()
    {
        var services = await api.AddServicesAsync(12);
        for (var i = 0; i < services.Length; i++)
        {
            await api.AddOrderAsync(Noon.Plus((i % 2 == 0 ? 1 : -1) * i * TimeSpan.FromMinutes(10)), services[i]);
        }

        var conflicts = await ConflictsAsync(Noon, services);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => i * 600), conflicts.Select(order => (int)order!["gap_seconds"]!));
        Assert.Equal(services[..10], conflicts.Select(order => (string?)order!["service_ids"]!.AsArray().Single()));
    }

    [Fact]
    public async Task Post_WithTenConflicts_NamesAll()
    {
        // One of them shares two services, and is named once.
        var services = await api.AddServicesAsync(11);
        await api.AddOrderAsync(Noon, services[0], services[10]);
        foreach (var service in services[1..10])
        {
            await api.AddOrderAsync(Noon, service);
        }

        var conflicts = await ConflictsAsync(Noon, services);

        Assert.Equal(10, conflicts.Select(order => order!.Text("order_id")).Distinct().Count());
        Assert.Equal(10, conflicts.Count);
    }

    private async Task<System.Text.Json.Nodes.JsonArray> ConflictsAsync(string datetime, params string[] services) =>
        (await api.OrderAsync(datetime, services)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict").Json["conflicts"]!.AsArray();
}
