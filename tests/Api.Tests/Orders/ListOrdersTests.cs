using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class ListOrdersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task List_ByDefault_IsNewestFirst()
    {
        var service = await api.AddServiceAsync();
        var ids = await AddInARowAsync(service, 3);

        Assert.Equal([ids[2], ids[1], ids[0]], await ListAsync($"service_id={service}"));
        Assert.Equal([ids[2], ids[1], ids[0]], await ListAsync($"service_id={service}&order=desc"));
        Assert.Equal(ids, await ListAsync($"service_id={service}&order=asc"));
    }

    [Fact]
    public async Task List_WithEqualTimes_IsSortedOrdinallyById()
    {
        const string At = "2051-01-01T00:00:00.000Z";
        string[] ids = ["Tie", "Tie.", "Tie0", "TieA", "Tie_", "Tiea", "tie"];
        foreach (var id in ids.Reverse())
        {
            await api.AddOrderWithIdAsync(id, At, await api.AddServiceAsync());
        }

        var range = $"from={At}&to={At.Plus(Millisecond)}";
        Assert.Equal(ids, await ListAsync($"{range}&order=asc"));
        Assert.Equal(ids.Reverse(), await ListAsync(range));
    }

    [Fact]
    public async Task List_Always_ReturnsCompleteOrders()
    {
        const string At = "2055-01-01T00:00:00.000Z";
        var (a, b) = (await api.AddServiceAsync("a"), await api.AddServiceAsync("b"));
        var first = (await api.OrderAsync(At, b, a)).Expect(HttpStatusCode.Created);
        var second =
            (await api.PostAsync("/orders", new { datetime = At.Plus(Window), totalfee = 0.5, services = new[] { new { id = a } } }))
            .Expect(HttpStatusCode.Created);

        var both = $$"""{"items":[{{second.Text}},{{first.Text}}],"next_cursor":null}""";
        Assert.Equal(both, (await api.GetAsync($"/orders?service_id={a}")).Text);
        Assert.Equal(both, (await api.GetAsync($"/orders?from={At}&to={At.Plus(2 * Window)}")).Text);
        Assert.Equal($$"""{"items":[{{first.Text}}],"next_cursor":null}""", (await api.GetAsync($"/orders?service_id={b}")).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("service_id")]
    public async Task List_WithFromAndTo_IncludesFromAndExcludesTo(string filter)
    {
        var (service, at) = (await api.AddServiceAsync(), filter.Length == 0 ? "2052-01-01T00:00:00.500Z" : "2053-01-01T00:00:00.500Z");
        var id = (await api.AddOrderAsync(at, service)).Id();
        filter = filter.Length == 0 ? "" : $"&service_id={service}";

        Assert.Equal([id], await ListAsync($"from={at}&to={at.Plus(Millisecond)}{filter}"));
        Assert.Equal([id], await ListAsync($"from={at.Plus(-Millisecond)}&to={at.Plus(Millisecond)}{filter}"));
        Assert.Empty(await ListAsync($"from={at.Plus(Millisecond)}&to={at.Plus(Window)}{filter}"));
        Assert.Empty(await ListAsync($"from={at.Plus(-Window)}&to={at}{filter}"));
        Assert.Empty(await ListAsync($"from={at}&to={at}{filter}"));

        // What is below the millisecond is cut off: .5009 is .500, which is where the order lies.
        Assert.Equal([id], await ListAsync($"from={at[..^1]}9Z&to={at.Plus(Millisecond)[..^1]}Z{filter}"));
        Assert.Empty(await ListAsync($"from={at.Plus(-Window)}&to={at[..^1]}9Z{filter}"));

        // A time of another offset is the same time.
        Assert.Equal([id], await ListAsync($"from={at[..4]}-01-01T05:30:00.500%2B05:30&to={at.Plus(Millisecond)}{filter}"));
    }

    [Fact]
    public async Task List_WithOnlyFromOrTo_IsUnboundedOnOtherSide()
    {
        var service = await api.AddServiceAsync();
        var ids = await AddInARowAsync(service, 3);

        Assert.Equal(ids[1..], await ListAsync($"from={Noon.Plus(Window)}&order=asc&service_id={service}"));
        Assert.Equal(ids[..1], await ListAsync($"to={Noon.Plus(Window)}&order=asc&service_id={service}"));
    }

    [Fact]
    public async Task List_WithService_ReturnsItsOrders()
    {
        var (a, b) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        var both = (await api.AddOrderAsync(Noon, a, b)).Id();
        var one = (await api.AddOrderAsync(Noon.Plus(Window), b)).Id();

        Assert.Equal([both], await ListAsync($"service_id={a}"));
        Assert.Equal([one, both], await ListAsync($"service_id={b}"));
    }

    [Fact]
    public async Task List_WhenOrderMoved_ReturnsItOnlyAtNewTime()
    {
        var service = await api.AddServiceAsync();
        var id = (await api.AddOrderAsync("2054-01-01T00:00:00.000Z", service)).Id();
        (await api.PutAsync($"/orders/{id}", Body("2054-06-01T00:00:00.000Z", service))).Expect(HttpStatusCode.OK);

        foreach (var filter in new[] { "", $"&service_id={service}" })
        {
            Assert.Empty(await ListAsync($"from=2054-01-01T00:00:00Z&to=2054-01-02T00:00:00Z{filter}"));
            Assert.Equal([id], await ListAsync($"from=2054-06-01T00:00:00Z&to=2054-06-01T00:00:00.001Z{filter}"));
        }
    }

    [Fact]
    public async Task List_WhenServiceIsUnknown_IsEmpty()
    {
        var page = (await api.GetAsync("/orders?service_id=nothing")).Expect(HttpStatusCode.OK);

        Assert.Equal("""{"items":[],"next_cursor":null}""", page.Text);
        Assert.DoesNotContain("Link", page.Headers.Keys);
    }

    [Theory]
    [InlineData("service_id=-a", "validation_failed", "/service_id", "id_invalid")]
    [InlineData("service_id=", "validation_failed", "/service_id", "id_invalid")]
    [InlineData("service_id=a%00", "validation_failed", "/service_id", "id_invalid")]
    [InlineData("order=newest", "validation_failed", "/order", "order_invalid")]
    [InlineData("order=", "validation_failed", "/order", "order_invalid")]
    [InlineData("order=DESC", "validation_failed", "/order", "order_invalid")]
    [InlineData("limit=0", "validation_failed", "/limit", "out_of_range")]
    [InlineData("limit=201", "validation_failed", "/limit", "out_of_range")]
    [InlineData("limit=ten", "validation_failed", "/limit", "type_invalid")]
    [InlineData("from=", "datetime_invalid", "/from", "datetime_invalid")]
    [InlineData("from=today", "datetime_invalid", "/from", "datetime_invalid")]
    [InlineData("from=2030-06-01", "datetime_invalid", "/from", "datetime_invalid")]
    [InlineData("from=2030-06-01T12:00:00+01:00", "datetime_invalid", "/from", "datetime_invalid")]
    [InlineData("from=2030-06-01T12:00:00", "datetime_offset_required", "/from", "datetime_offset_required")]
    [InlineData("to=2030-06-31T12:00:00Z", "datetime_invalid", "/to", "datetime_invalid")]
    [InlineData("to=2030-06-01T12:00:00", "datetime_offset_required", "/to", "datetime_offset_required")]
    [InlineData("from=2030-06-01T12:00:00.001Z&to=2030-06-01T12:00:00.000Z", "validation_failed", "/to", "range_invalid")]
    [InlineData("from=2030-06-01T12:00:00Z&to=2030-06-01T12:00:00%2B00:01", "validation_failed", "/to", "range_invalid")]
    [InlineData("cursor=nonsense", "cursor_invalid", null, null)]
    public async Task List_WithInvalidParameter_IsRefused(string query, string code, string? pointer, string? errorCode)
    {
        (await api.GetAsync($"/orders?{query}")).ExpectProblem(HttpStatusCode.BadRequest, code, pointer, errorCode);
    }

    [Fact]
    public async Task List_WithSeveralInvalidParameters_ReturnsAllErrors()
    {
        var answer = (await api.GetAsync("/orders?from=today&to=2030-06-01T12:00:00&service_id=-&order=up&limit=0"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal(
            [
                "/from datetime_invalid", "/limit out_of_range", "/order order_invalid", "/service_id id_invalid",
                "/to datetime_offset_required",
            ],
            answer.Errors());
    }

    [Fact]
    public async Task List_WhenFiltersDiffer_RefusesCursor()
    {
        var (service, other) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        await AddInARowAsync(service, 3);
        var filters = $"from={Noon}&to={Noon.Plus(9 * Window)}&service_id={service}&order=asc";
        var cursor = (string)(await api.GetAsync($"/orders?{filters}&limit=1")).Expect(HttpStatusCode.OK).Json["next_cursor"]!;

        string[] others =
        [
            filters.Replace("asc", "desc", StringComparison.Ordinal),
            filters.Replace(service, other, StringComparison.Ordinal),
            filters.Replace($"from={Noon}", $"from={Noon.Plus(Millisecond)}", StringComparison.Ordinal),
            filters.Replace($"&to={Noon.Plus(9 * Window)}", $"&to={Noon.Plus(9 * Window + Millisecond)}", StringComparison.Ordinal),
            $"to={Noon.Plus(9 * Window)}&service_id={service}&order=asc",
            $"from={Noon}&service_id={service}&order=asc",
            $"from={Noon}&to={Noon.Plus(9 * Window)}&order=asc",
            $"from={Noon}&to={Noon.Plus(9 * Window)}&service_id={service}",
            "limit=1",
        ];
        Assert.All(others, query => Assert.NotEqual(filters, query));
        foreach (var query in others)
        {
            (await api.GetAsync($"/orders?{query}&cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
        }

        // The limit is no filter, nor is the way in which a filter is spelled.
        var spelled = filters.Replace(Noon, "2030-06-01T14:00:00%2B02:00", StringComparison.Ordinal);
        Assert.Equal(2, (await api.GetAsync($"/orders?{spelled}&limit=200&cursor={cursor}")).Expect(HttpStatusCode.OK).Json.Items().Count);
    }

    [Fact]
    public async Task List_WhenMoreFollow_LinksToNextPageWithAllFilters()
    {
        var service = await api.AddServiceAsync();
        await AddInARowAsync(service, 2);
        var query = $"from=2030-06-01T14:00:00%2B02:00&to={Noon.Plus(9 * Window)}&service_id={service}&order=asc&limit=1";

        foreach (var basePath in new[] { "", "/v1" })
        {
            var page = (await api.GetAsync($"{basePath}/orders?{query}")).Expect(HttpStatusCode.OK);
            var link = page.Headers["Link"];
            Assert.StartsWith($"<{basePath}/orders?", link, StringComparison.Ordinal);
            var next = (await api.GetAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)])).Expect(HttpStatusCode.OK);
            Assert.Equal(Noon.Plus(Window), Assert.Single(next.Json["items"]!.AsArray())!.Text("datetime"));
            Assert.DoesNotContain("Link", next.Headers.Keys);
        }
    }

    [Theory]
    [InlineData("desc", 1)]
    [InlineData("desc", 3)]
    [InlineData("asc", 1)]
    [InlineData("asc", 4)]
    [InlineData("asc", 12)]
    [InlineData("asc", 13)]
    public async Task List_PageByPage_ReturnsEveryOrderOnce(string order, int limit)
    {
        // Three ties of four orders each, in a year of this walk's own.
        var year = 2100 + limit * 2 + order.Length;
        var shared = await api.AddServiceAsync();
        var ids = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var at = $"{year}-01-01T00:00:00.000Z".Plus(i / 4 * Window);
            string[] services = i % 4 == 0 ? [shared, await api.AddServiceAsync()] : [await api.AddServiceAsync()];
            ids.Add($"walk-{year}-{i:00}");
            await api.AddOrderWithIdAsync(ids[i], at, services);
        }

        var expected = order == "asc" ? ids : [.. ids.AsEnumerable().Reverse()];
        var pages = await api.PagesAsync($"/orders?from={year}-01-01T00:00:00Z&to={year}-02-01T00:00:00Z&order={order}&limit={limit}");
        Assert.Equal(expected, pages.SelectMany(page => page));
        Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Length));

        var filtered = await api.PagesAsync($"/orders?service_id={shared}&order={order}&limit={limit}");
        Assert.Equal(expected.Where(id => int.Parse(id[^2..], null) % 4 == 0), filtered.SelectMany(page => page));
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task List_WhenOrdersChangeBetweenPages_SkipsAndRepeatsNone(string order)
    {
        var service = await api.AddServiceAsync();
        var ids = await AddInARowAsync(service, 6);
        ids = order == "asc" ? ids : [.. ids.Reverse()];
        var first = (await api.GetAsync($"/orders?service_id={service}&order={order}&limit=2")).Expect(HttpStatusCode.OK).Json;

        // The last order that was seen goes, one that was not seen goes, and both ends grow.
        (await api.DeleteAsync($"/orders/{ids[1]}")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/orders/{ids[3]}")).Expect(HttpStatusCode.NoContent);
        var before = (await api.AddOrderAsync(Noon.Plus(-Window), service)).Id();
        var after = (await api.AddOrderAsync(Noon.Plus(6 * Window), service)).Id();
        var second = await api.PagesAsync($"/orders?service_id={service}&order={order}&limit=2&cursor={first["next_cursor"]}");

        Assert.Equal(ids[..2], first.Items());
        Assert.Equal([ids[2], ids[4], ids[5], order == "asc" ? after : before], second.SelectMany(page => page));
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task List_WithOrdersAtMinAndMaxTime_ReturnsThem(string order)
    {
        var service = await api.AddServiceAsync();
        string[] times =
        [
            "0001-01-01T00:00:00.000Z", "0001-01-01T03:00:00.000Z", "1969-12-31T23:59:59.999Z",
            Noon, "9999-12-31T20:59:59.999Z", "9999-12-31T23:59:59.999Z",
        ];
        foreach (var time in times)
        {
            await api.AddOrderWithIdAsync($"{order}-{time.Replace(':', '.')}", time, service);
        }

        var expected = times.Select(time => $"{order}-{time.Replace(':', '.')}").ToList();
        var last = expected[^1];
        expected = order == "asc" ? expected : [.. expected.AsEnumerable().Reverse()];
        var list = $"/orders?service_id={service}&order={order}&limit=1";
        Assert.Equal(expected, (await api.PagesAsync(list)).SelectMany(page => page));
        Assert.Equal(expected, (await api.PagesAsync($"{list}&from=0001-01-01T00:00:00Z")).SelectMany(page => page));

        // The end is exclusive, even where it is the last instant that there is.
        Assert.Equal(
            expected.Where(id => id != last),
            (await api.PagesAsync($"{list}&from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59.999Z")).SelectMany(page => page));

        var all = (await api.PagesAsync($"/orders?order={order}&limit=7")).SelectMany(page => page).ToList();
        Assert.Equal(expected, all.Where(expected.Contains));
        Assert.Equal(await api.CountAsync("orders"), all.Count);
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    private async Task<List<string>> ListAsync(string query) =>
        (await api.GetAsync($"/orders?{query}")).Expect(HttpStatusCode.OK).Json.Items();

    /// <summary>Orders of one service, the first at noon and each as near to the one before as it may be.</summary>
    /// <returns>The ids, earliest first.</returns>
    private async Task<string[]> AddInARowAsync(string service, int count)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = (await api.AddOrderAsync(Noon.Plus(i * Window), service)).Id();
        }

        return ids;
    }
}
