using System.Net;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

public sealed partial class PagingTests(PagingTests.ManyUsersFixture api) : IClassFixture<PagingTests.ManyUsersFixture>
{
    private static readonly string[] Lists =
        ["/users", "/messages", "/users/u000/contacts", "/users/u000/conversations", "/services", "/orders"];

    [Theory]
    [InlineData("", 50)]
    [InlineData("?limit=1", 1)]
    [InlineData("?limit=2", 2)]
    [InlineData("?limit=199", 199)]
    [InlineData("?limit=200", 200)]
    public async Task List_WithValidLimit_ReturnsThatMany(string query, int count)
    {
        var page = (await api.GetAsync("/users" + query)).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(count, page["items"]!.AsArray().Count);
        Assert.NotNull((string?)page["next_cursor"]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("201")]
    [InlineData("2147483647")]
    public async Task List_WhenLimitIsOutOfRange_IsRefused(string limit)
    {
        foreach (var list in Lists)
        {
            (await api.GetAsync($"{list}?limit={limit}"))
                .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/limit", "out_of_range");
        }
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("1e2")]
    [InlineData("0x10")]
    [InlineData("1,000")]
    [InlineData("99999999999999999999")]
    [InlineData("%00")]
    public async Task List_WhenLimitIsNotANumber_IsRefused(string limit)
    {
        foreach (var list in Lists)
        {
            (await api.GetAsync($"{list}?limit={limit}"))
                .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/limit", "type_invalid");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    public async Task List_WhenMoreFollow_LinksToNextPage(string basePath)
    {
        var answer = (await api.GetAsync($"{basePath}/users?limit=100")).Expect(HttpStatusCode.OK);

        Assert.Equal($"<{basePath}/users?limit=100&cursor={answer.Json["next_cursor"]}>; rel=\"next\"", answer.Headers["Link"]);
    }

    [Fact]
    public async Task List_OnLastPage_HasNoLink()
    {
        var answer = (await api.GetAsync("/users/u000/contacts?limit=200")).Expect(HttpStatusCode.OK);

        Assert.Null((string?)answer.Json["next_cursor"]);
        Assert.DoesNotContain("Link", answer.Headers.Keys);
    }

    [Theory]
    [InlineData("/users?limit=60", "id", ManyUsersFixture.Count)]
    [InlineData("/v1/users?limit=67", "id", ManyUsersFixture.Count)]
    [InlineData("/users", "id", ManyUsersFixture.Count)]
    [InlineData("/users?q=%C3%89%20%26%25%2B%23%20%22&limit=1", "id", 3)]
    [InlineData("/messages?limit=2", "id", 5)]
    [InlineData("/messages?order=asc&include_deleted=true&limit=2", "id", 5)]
    [InlineData("/users/u000/contacts?limit=2", "id", 5)]
    [InlineData("/v1/users/u000/conversations?limit=1", "id", 5)]
    [InlineData("/services?limit=2", "id", 5)]
    [InlineData("/orders?limit=2", "id", 5)]
    [InlineData("/v1/orders?order=asc&service_id=s1&from=2030-01-01T12:00:00%2B01:00&to=2030-01-02T12:00:00Z&limit=1", "id", 1)]
    public async Task List_WhenLinksAreFollowed_ReturnsEveryItemOnce(string path, string member, int count)
    {
        var found = new List<string>();
        for (string? next = path; next is not null;)
        {
            var answer = (await api.GetAsync(next)).Expect(HttpStatusCode.OK);
            found.AddRange(answer.Json.Items(member));
            next = answer.Headers.TryGetValue("Link", out var link) ? NextLink().Match(link).Groups[1].Value : null;
            Assert.True(found.Count <= count, "The walk does not end.");
        }

        Assert.Equal(count, found.Distinct().Count());
        Assert.Equal(count, found.Count);
    }

    [GeneratedRegex("^<([^>]+)>; rel=\"next\"$")]
    private static partial Regex NextLink();

    /// <summary>More users than fit on one page, of whom the first has written to five; and five services, each with an order.</summary>
    public sealed class ManyUsersFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
    {
        public const int Count = 201;

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            for (var i = 0; i < Count; i++)
            {
                (await PostAsync("/users", new { id = $"u{i:000}", name = i < 3 ? "Name é &%+# \"" : "Somebody" }))
                    .Expect(HttpStatusCode.Created);
            }

            for (var i = 1; i <= 5; i++)
            {
                await AddMessageAsync("u000", $"u{i:000}");
                (await PostAsync("/services", new { id = $"s{i}", name = "Inspection" })).Expect(HttpStatusCode.Created);
                await AddOrderAsync("2030-01-01T12:00:00Z", $"s{i}");
            }
        }
    }
}
