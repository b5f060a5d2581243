using System.Globalization;
using System.Net;
using Concierge.Api.Tests.Plans;
using Concierge.Domain.Orders;
using Concierge.Infrastructure.Orders;

namespace Concierge.Api.Tests.Orders;

[Collection<PlansWithStatistics>]
public sealed class OrderQueryPlanTests(PlanFixture api) : OrderQueryPlanRules(api);

[Collection<PlansWithoutStatistics>]
public sealed class OrderQueryPlanWithoutStatisticsTests(PlanWithoutStatisticsFixture api) : OrderQueryPlanRules(api);

/// <summary>
/// The cost of reads and bookings depends only on what they return or write. It does not depend on the number of orders, or on the planner
/// statistics of PostgreSQL.
/// </summary>
public abstract class OrderQueryPlanRules(PlanFixture api)
{
    private const string ByTime = "ix_orders_datetime_id";
    private const string ByService = "ix_service_uses_service_id_datetime_order_id";
    private const string Window = "ex_order_slots_window";
    private const string ServiceKey = "pk_services";
    private const string OrderKey = "pk_orders";

    /// <summary>
    /// Pages of one order: its row, and the index pages that lead to it. Skipped rows must not cost any page.
    /// </summary>
    private const int PagesPerOrder = 4;

    /// <summary>Pages of one order that is found through the use of a service.</summary>
    private const int PagesPerUse = 9;

    /// <summary>Index pages that lead to the times of one service.</summary>
    private const int PagesPerService = 40;

    /// <summary>
    /// Lists, the number of orders in a response with a limit of 50, the number of pages of 200 before it, and the indexes in use. The
    /// middle is 2030-09-08T00:00Z.
    /// </summary>
    public static TheoryData<string, int, int, string> Lists => new()
    {
        { "/orders?", 0, 50, ByTime },
        { "/orders?order=asc", 0, 50, ByTime },
        { "/orders?", 50, 50, ByTime },
        { "/orders?order=asc", 50, 50, ByTime },
        { "/orders?from=2030-09-08T00:00:00Z", 0, 50, ByTime },
        { "/orders?to=2030-09-08T00:00:00Z&order=asc", 0, 50, ByTime },
        { "/orders?from=2030-09-08T00:00:00Z&order=asc", 0, 50, ByTime },
        { "/orders?to=2030-09-08T00:00:00Z", 0, 50, ByTime },
        { "/orders?from=2030-09-08T00:00:00Z&to=2030-09-08T06:00:00Z", 0, 8, ByTime },
        { "/orders?from=2030-09-08T00:00:00Z&to=2030-09-08T06:00:00Z&order=asc", 0, 8, ByTime },
        { "/orders?service_id=s000&from=2030-09-08T00:00:00Z&to=2030-09-08T06:00:00Z", 0, 2, ByService },
        { "/orders?service_id=s000&from=2030-09-08T00:00:00Z&to=2030-09-08T06:00:00Z&order=asc", 0, 2, ByService },
        { "/orders?from=2030-02-01T00:00:00Z&to=2031-09-01T00:00:00Z", 40, 50, ByTime },
        { "/orders?from=2030-02-01T00:00:00Z&to=2031-09-01T00:00:00Z&order=asc", 40, 50, ByTime },
        { "/orders?service_id=s000", 0, 50, ByService },
        { "/orders?service_id=s000&order=asc", 0, 50, ByService },
        { "/orders?service_id=s000", 12, 50, ByService },
        { "/orders?service_id=s000&order=asc", 12, 50, ByService },
        { "/orders?service_id=s199", 0, 3, ByService },
        { "/orders?service_id=s199&order=asc", 0, 3, ByService },
        { "/orders?service_id=s198", 0, 0, ByService },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task ListOrders_WithManyOrders_ReadsOnlyThePageInOrder(string path, int pages, int count, string index)
    {
        var cursor = await CursorAfterAsync(pages, path);

        var plans = await api.ExplainAsync(HttpMethod.Get, path + cursor);

        // A page reads one more row, which tells whether another page follows.
        var rows = count == 50 ? 51 : count;
        plans.AssertReadInOrder(index == ByTime ? [ByTime, ServiceKey] : [ByService, OrderKey, ServiceKey]);
        Assert.All(plans, plan =>
        {
            Assert.True(plan.Examined("orders") == rows, plan.ToString());
            Assert.True(index == ByTime || plan.Examined("service_uses") == rows, plan.ToString());
            Assert.True(plan.Examined("services") == 0, plan.ToString());
            Assert.True(plan.Pages <= (index == ByTime ? PagesPerOrder : PagesPerUse) * (rows + 1), $"{plan.Pages} pages: {plan}");
        });
    }

    [Fact]
    public async Task GetOrder_WithManyOrders_ReadsOneRow()
    {
        var id = (string)(await api.QueryAsync("SELECT min(order_id) FROM service_uses WHERE service_id = 's000'"))!;

        var plans = await api.ExplainAsync(HttpMethod.Get, $"/orders/{id}");

        plans.AssertReadInOrder(OrderKey, ServiceKey);
        Assert.All(plans, plan => Assert.True((plan.Examined("orders"), plan.Examined("services")) == (1, 0), plan.ToString()));
    }

    [Theory]
    [InlineData("/services/s150", 1)]
    [InlineData("/services", 51)]
    [InlineData("/services?cursor=", 51)]
    public async Task GetServices_WithManyServices_ReadsOnlyThePageInOrder(string path, int rows)
    {
        if (path.EndsWith('='))
        {
            path += (string?)(await api.GetAsync("/services?limit=100")).Json["next_cursor"];
        }

        var plans = await api.ExplainAsync(HttpMethod.Get, path);

        plans.AssertReadInOrder(ServiceKey);
        Assert.All(plans, plan => Assert.True(plan.Examined("services") == rows, plan.ToString()));
    }

    /// <summary>Asks for 31 days, including the last instant. One window before and after it counts, too.</summary>
    [Theory]
    [InlineData(0, 1, 249)]
    [InlineData(199, 1, 1)]
    [InlineData(198, 1, 0)]
    [InlineData(100, 50, 498)]
    public async Task GetAvailability_WithManyOrders_ReadsOnlyTakenTimes(int first, int count, int taken)
    {
        var services = string.Concat(Enumerable.Range(first, count).Select(number => $"&service_id=s{number:000}"));

        var plans = await api.ExplainAsync(HttpMethod.Get, $"/availability?from=2030-10-20T00:00:00Z&to=2030-11-20T00:00:00Z{services}");

        var (known, times) = (plans.Where(plan => !ReadsUses(plan)).ToList(), plans.Where(ReadsUses).ToList());
        known.AssertReadInOrder(ServiceKey);
        times.AssertReadByIndex(ByService);
        Assert.All(known, plan => Assert.True(plan.Examined("services") == count, plan.ToString()));
        Assert.All(times, plan =>
        {
            Assert.True(plan.Examined("service_uses") <= taken + count / 2 + 2, plan.ToString());
            Assert.True(plan.Pages <= taken + PagesPerService * count, $"{plan.Pages} pages: {plan}");
        });
    }

    /// <summary>
    /// The search passes the orders of a year, each once. s000 is booked without a gap; of s100 to s149, every fiftieth time is free, so
    /// together they are booked without a gap, too.
    /// </summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 50)]
    public async Task GetNextAvailability_WhenNothingIsFree_ReadsEachTimeOnce(int first, int count)
    {
        var services = string.Concat(Enumerable.Range(first, count).Select(number => $"&service_id=s{number:000}"));

        var plans = await api.ExplainAsync(HttpMethod.Get, $"/availability/next?after=2031-01-01T01:00:00Z{services}");

        var times = plans.Where(ReadsUses).ToList();
        times.AssertReadByIndex(ByService);
        Assert.All(times, plan => Assert.True(plan.Pages <= 40 * count + 2920, $"{plan.Pages} pages: {plan}"));
    }

    /// <summary>
    /// A free time far from all orders, a free time between two orders, and a taken time. Each for one service and for the maximum number
    /// of services.
    /// </summary>
    [Theory]
    [InlineData("2045-01-01T00:00:00Z", 0, 1, 0)]
    [InlineData("2045-01-01T00:00:00Z", 100, 50, 0)]
    [InlineData("2030-09-08T00:00:00Z", 198, 1, 0)]
    [InlineData("2030-09-08T00:00:00Z", 0, 1, 1)]
    [InlineData("2030-09-08T01:00:00Z", 0, 1, 2)]
    [InlineData("2030-09-08T01:00:00Z", 100, 50, 4)]
    public async Task Book_WithManyOrders_ReadsOnlyConflicts(string datetime, int first, int count, int taken)
    {
        var plans = await api.ExplainAsync(
            OrderRepository.Book, [.. Booking("new", datetime, first, count), DateTimeOffset.UtcNow, 1, Guid.NewGuid()]);

        plans.AssertReadInOrder(ServiceKey, Window);
        AssertBooks(plans, taken, taken == 0 ? count : 0);
    }

    [Theory]
    [InlineData("2045-01-01T00:00:00Z", 0, 1, 0)]
    [InlineData("2045-01-01T00:00:00Z", 100, 50, 0)]
    [InlineData("2030-09-08T01:00:00Z", 0, 1, 2)]
    public async Task Move_WithManyOrders_ReadsOnlyItselfAndConflicts(string datetime, int first, int count, int taken)
    {
        var id = (string)(await api.QueryAsync("SELECT order_id FROM service_uses WHERE service_id = 's199' ORDER BY datetime LIMIT 1"))!;

        var plans = await api.ExplainAsync(OrderRepository.Move, [.. Booking(id, datetime, first, count), DateTimeOffset.UtcNow, 2, 1]);

        plans.AssertReadInOrder(OrderKey, ServiceKey, Window, "pk_service_uses", "pk_order_slots");
        AssertBooks(plans, taken, taken == 0 ? count : 0);
        Assert.All(plans, plan =>
        {
            Assert.True(plan.Examined("orders") <= 1, plan.ToString());
            Assert.True(plan.Examined("service_uses") <= 2, plan.ToString());
        });
    }

    [Fact]
    public async Task UpdateOrder_WhenOrderIsLoaded_ReadsOneRow()
    {
        var order = (await api.GetAsync("/orders?service_id=s000&limit=1")).Json["items"]![0]!;

        var plans = await api.ExplainAsync(
            HttpMethod.Put, $"/orders/{order["id"]}", null,
            new { datetime = "2050-01-01T00:00:00Z", totalfee = 1, services = new[] { new { id = "s001" } } });

        // The booking itself is explained above.
        var reads = plans.Where(plan => !ReadsSlots(plan)).ToList();
        reads.AssertReadInOrder(OrderKey, ServiceKey);
        Assert.All(reads, plan => Assert.True(plan.Examined("orders") + plan.Examined("services") == 1, plan.ToString()));
    }

    private static bool ReadsUses(Plan plan) => plan.Sql.Contains("service_uses", StringComparison.Ordinal);

    private static bool ReadsSlots(Plan plan) => plan.Sql.Contains("order_slots", StringComparison.Ordinal);

    private static void AssertBooks(List<Plan> plans, int taken, int written) => Assert.All(plans, plan =>
    {
        var slots = plan.Nodes.Where(node => (string?)node["Index Name"] == Window)
            .Sum(node => (double)node["Actual Rows"]! * (double)node["Actual Loops"]!);
        Assert.True(slots <= taken && (slots > 0) == (taken > 0), plan.ToString());
        var inserts = plan.Nodes.Where(node => (string?)node["Operation"] == "Insert" && (string?)node["Relation Name"] == "order_slots");

        // PostgreSQL counts inserted rows only for ON CONFLICT; otherwise every row of the input is inserted.
        Assert.True(
            inserts.Sum(node => (double)(node["Tuples Inserted"] ?? node["Plans"]![0]!["Actual Rows"])!) == written, plan.ToString());
    });

    /// <summary>Parameters that <see cref="OrderRepository.Book"/> and <see cref="OrderRepository.Move"/> share.</summary>
    private static object[] Booking(string id, string datetime, int first, int count)
    {
        var at = DateTimeOffset.Parse(datetime, CultureInfo.InvariantCulture);
        var window = new OrderWindow(TimeSpan.FromHours(3), WindowScope.Service);
        var services = Enumerable.Range(first, count).Select(number => $"s{number:000}").ToArray();
        var (start, end) = window.SlotOf(at);
        return [id, at, 1m, services, services, start, end, window.Scope.ToString(), end - start, "{}", "{}", "{}"];
    }

    private async Task<string> CursorAfterAsync(int pages, string path)
    {
        var cursor = "";
        for (var i = 0; i < pages; i++)
        {
            var page = (await api.GetAsync($"{path}&limit=200{cursor}")).Expect(HttpStatusCode.OK);
            cursor = $"&cursor={(string)page.Json["next_cursor"]!}";
        }

        return cursor;
    }
}
