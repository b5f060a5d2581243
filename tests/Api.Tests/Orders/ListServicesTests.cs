using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Orders;

public sealed class ListServicesTests(ListServicesTests.CatalogueFixture api) : IClassFixture<ListServicesTests.CatalogueFixture>
{
    [Fact]
    public async Task List_WithIdsOfMixedCase_IsSortedOrdinally()
    {
        var page = (await api.GetAsync("/services?limit=200")).Expect(HttpStatusCode.OK);

        Assert.Equal(CatalogueFixture.Ids, page.Json.Items());
        Assert.Null((string?)page.Json["next_cursor"]);
        Assert.DoesNotContain("Link", page.Headers.Keys);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(51)]
    [InlineData(52)]
    public async Task List_PageByPage_ReturnsEveryServiceOnce(int limit)
    {
        var pages = await api.PagesAsync($"/services?limit={limit}");

        Assert.Equal(CatalogueFixture.Ids, pages.SelectMany(page => page));
        Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Length));
    }

    [Fact]
    public async Task List_WithoutLimit_ReturnsFifty()
    {
        Assert.Equal(CatalogueFixture.Ids.Take(50), (await api.PagesAsync("/services"))[0]);
    }

    [Fact]
    public async Task List_Always_ReturnsCompleteServices()
    {
        var service = (await api.GetAsync("/services/0")).Expect(HttpStatusCode.OK);

        Assert.Equal(service.Text, (await api.GetAsync("/services?limit=1")).Json["items"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("/services?limit=0", "out_of_range")]
    [InlineData("/services?limit=201", "out_of_range")]
    [InlineData("/services?limit=-1", "out_of_range")]
    [InlineData("/services?limit=many", "type_invalid")]
    [InlineData("/services?limit=", "type_invalid")]
    public async Task List_WhenLimitIsWrong_IsRefused(string path, string code)
    {
        (await api.GetAsync(path)).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/limit", code);
    }

    [Theory]
    [InlineData("/users?limit=1")]
    [InlineData("/orders?limit=1")]
    public async Task List_WhenCursorIsOfAnotherList_IsRefused(string list)
    {
        var cursor = (string)(await api.GetAsync(list)).Expect(HttpStatusCode.OK).Json["next_cursor"]!;

        (await api.GetAsync($"/services?cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
    }

    /// <summary>52 services, of which some ids are only told apart or ordered rightly byte by byte; and two users and two orders.</summary>
    public sealed class CatalogueFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
    {
        public static readonly IReadOnlyList<string> Ids =
            [.. new[] { "0", "9", "A", "Z", "a", "a-", "a.", "a0", "aA", "a_", "aa", "z" }.Concat(
                Enumerable.Range(0, 40).Select(i => $"s{i:00}"))
                .Order(StringComparer.Ordinal)];

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            foreach (var id in Ids.Reverse())
            {
                (await PostAsync("/services", new { id, name = "Some service" })).Expect(HttpStatusCode.Created);
            }

            await AddUserAsync();
            await AddUserAsync();
            await AddOrderAsync(OrderSteps.Noon, "a");
            await AddOrderAsync(OrderSteps.Noon, "z");
        }
    }
}
