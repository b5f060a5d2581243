using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;
using Concierge.Api.Tests.Sms;
using Concierge.Api.Tests.Webhooks;

namespace Concierge.Api.Tests.Common;

/// <summary>Lists as streams, which hold what their pages hold.</summary>
public sealed partial class StreamedListTests(StreamedListTests.ListsFixture api) : IClassFixture<StreamedListTests.ListsFixture>
{
    private const string Stream = "application/x-ndjson";

    private static readonly (string, string) AsAStream = ("Accept", Stream);

    [Fact]
    public async Task EveryList_AsStream_ContainsItemsOfAllPagesInOrder()
    {
        var lists = await ListsAsync();
        Assert.Equal(15, lists.Count);

        foreach (var list in lists)
        {
            var items = await WalkAsync($"{list}?limit=2");

            Assert.True(items.Count > 4, $"{list} has {items.Count} items.");
            foreach (var path in new[] { list, $"{list}?limit=1", $"{list}?limit=2", $"{list}?limit=200", $"/v1{list}" })
            {
                Assert.Equal(items, await StreamAsync(path));
            }
        }
    }

    [Fact]
    public async Task EveryList_AsStream_StartsAtCursor()
    {
        foreach (var list in await ListsAsync())
        {
            var page = (await api.GetAsync($"{list}?limit=3")).Expect(HttpStatusCode.OK);

            var rest = await StreamAsync($"{list}?limit=1&cursor={page.NextCursor()}");

            Assert.Equal((await WalkAsync($"{list}?limit=2")).Skip(3), rest);
        }
    }

    [Theory]
    [InlineData("/orders?order=asc", 5)]
    [InlineData("/orders?order=desc&service_id=s1", 1)]
    [InlineData("/orders?from=2030-01-02T00:00:00Z&to=2030-01-04T00:00:00Z", 2)]
    [InlineData("/messages?order=asc", ListsFixture.Messages - 1)]
    [InlineData("/messages?include_deleted=true", ListsFixture.Messages)]
    [InlineData("/messages?order=asc&include_deleted=true", ListsFixture.Messages)]
    [InlineData("/users/ann/conversations/bob/messages?order=asc&include_deleted=true", 7)]
    [InlineData("/users?q=B", 1)]
    [InlineData("/users?q=nobody", 0)]
    [InlineData("/sms-messages?status=scheduled&order=asc", 5)]
    [InlineData("/sms-messages?status=queued", 0)]
    [InlineData("/users/loner/contacts", 0)]
    public async Task List_AsStream_IsFilteredAndSortedLikePages(string path, int count)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';

        var lines = await StreamAsync($"{path}{separator}limit=2");

        Assert.Equal(count, lines.Count);
        Assert.Equal(await WalkAsync($"{path}{separator}limit=3"), lines);
    }

    [Fact]
    public async Task List_AsStreamByUser_ContainsOnlyOwnMessages()
    {
        var token = (string)(await api.PostAsync("/users/bob/tokens", new { })).Expect(HttpStatusCode.Created).Json["token"]!;
        var own = (await WalkAsync("/messages?limit=200")).Where(message => message.Contains("\"bob\"", StringComparison.Ordinal)).ToList();

        Assert.InRange(own.Count, 1, ListsFixture.Messages - 2);
        Assert.Equal(own, await StreamAsync("/messages?limit=1", ("Authorization", $"Bearer {token}")));
        Assert.Equal(own, await StreamAsync("/messages", ("X-User-Id", "bob")));
    }

    [Fact]
    public async Task Stream_Always_HasItsMediaTypeAndNoLink()
    {
        var answer = (await api.GetAsync("/messages?limit=1", null, AsAStream)).Expect(HttpStatusCode.OK);

        Assert.Equal(Stream, answer.Headers["Content-Type"]);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.DoesNotContain("Link", answer.Headers.Keys);
        Assert.EndsWith("}\n", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryList_AsStream_IsRefusedLikePage()
    {
        foreach (var list in await ListsAsync())
        {
            foreach (var limit in new[] { "0", "201", "-1" })
            {
                await ExpectRefusedAsync($"{list}?limit={limit}", HttpStatusCode.BadRequest, "validation_failed");
            }

            await ExpectRefusedAsync($"{list}?limit=", HttpStatusCode.BadRequest, "validation_failed");
            await ExpectRefusedAsync($"{list}?cursor=abc", HttpStatusCode.BadRequest, "cursor_invalid");
            await ExpectRefusedAsync(list, HttpStatusCode.Unauthorized, "unauthorized", ("Authorization", "Bearer nonsense"));
        }
    }

    [Theory]
    [InlineData("/users/nobody/conversations", HttpStatusCode.NotFound, "user_not_found")]
    [InlineData("/users/nobody/contacts", HttpStatusCode.NotFound, "user_not_found")]
    [InlineData("/users/ann/conversations/nobody/messages", HttpStatusCode.NotFound, "user_not_found")]
    [InlineData("/users/ann/conversations", HttpStatusCode.Forbidden, "forbidden", "bob")]
    [InlineData("/users/ann/conversations/cat/messages", HttpStatusCode.Forbidden, "not_a_participant", "bob")]
    [InlineData("/orders", HttpStatusCode.Forbidden, "forbidden", "bob")]
    [InlineData("/sms-messages", HttpStatusCode.Forbidden, "forbidden", "bob")]
    [InlineData("/service-keys", HttpStatusCode.Forbidden, "forbidden", "bob")]
    public Task Stream_WhenTheListIsRefused_IsAProblem(string path, HttpStatusCode status, string code, string? actingAs = null) =>
        ExpectRefusedAsync(path, status, code, actingAs is null ? [] : [("X-User-Id", actingAs)]);

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("application/*", false)]
    [InlineData("application/json", false)]
    [InlineData("text/html", false)]
    [InlineData("application/ndjson", false)]
    [InlineData("application/x-ndjson", true)]
    [InlineData("APPLICATION/X-NDJSON", true)]
    [InlineData("application/x-ndjson; charset=utf-8", true)]
    [InlineData("application/x-ndjson;q=0.001", true)]
    [InlineData("application/x-ndjson;q=0", false)]
    [InlineData("application/x-ndjson, application/json", false)]
    [InlineData("application/json, application/x-ndjson", false)]
    [InlineData("application/x-ndjson, application/json;q=0.9", true)]
    [InlineData("application/json;q=0.9, application/x-ndjson", true)]
    [InlineData("application/x-ndjson;q=0.9, application/json", false)]
    [InlineData("application/x-ndjson, application/json; charset=utf-8", false)]
    [InlineData("application/x-ndjson, application/json;q=0", true)]
    [InlineData("application/json;q=0, */*", true)]
    [InlineData("application/json;q=0, application/*;q=0.1", true)]
    [InlineData("application/json;q=0, application/x-ndjson;q=0, */*", false)]
    [InlineData("application/json;q=0", false)]
    [InlineData("application/json;q=0.1, */*", false)]
    [InlineData("application/x-ndjson;q=0.5, application/json;q=0.1, */*", true)]
    [InlineData("application/x-ndjson, */*", false)]
    [InlineData("application/x-ndjson, */*;q=0.1", true)]
    [InlineData("application/x-ndjson;q=0.5, application/*;q=0.1, */*", true)]
    [InlineData("application/x-ndjson, text/html", true)]
    [InlineData("application/x-ndjson;q=often", true)]
    [InlineData("application/x-ndjson;;,,/", false)]
    [InlineData("///", false)]
    [InlineData("\"", false)]
    [InlineData("application/x-ndjson\u00e9", false)]
    public async Task List_WithAcceptHeader_StreamsOnlyIfPreferred(string? accept, bool isStream)
    {
        var answer = (await api.GetAsync("/users", null, accept is null ? [] : [("Accept", accept)])).Expect(HttpStatusCode.OK);

        Assert.Equal(isStream ? Stream : "application/json", answer.ContentType);
        Assert.StartsWith(isStream ? "{\"id\":" : "{\"items\":[", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_WithTwoAcceptHeaders_CombinesThem()
    {
        var answer = (await api.GetAsync("/users", null, ("Accept", "application/json;q=0.5"), AsAStream)).Expect(HttpStatusCode.OK);

        Assert.Equal(Stream, answer.ContentType);
    }

    /// <summary>Whatever takes no part is answered as ever.</summary>
    [Fact]
    public async Task OtherOperations_WhenStreamIsRequested_ReturnJson()
    {
        Assert.Equal("application/json", (await api.GetAsync("/users/ann", null, AsAStream)).Expect(HttpStatusCode.OK).ContentType);
        (await api.GetAsync("/users/nobody", null, AsAStream)).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
        (await api.GetAsync("/nothing", null, AsAStream)).ExpectProblem(HttpStatusCode.NotFound, "route_not_found");
        (await api.SendAsync(HttpMethod.Post, "/messages", new { }, null, AsAStream))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Lists_WhenDocumented_DescribeStreamOfItems()
    {
        var schemas = (await api.GetAsync("/openapi/v1.json")).Json["components"]!["schemas"]!;
        foreach (var operation in (await Operation.AllAsync(api))
            .Where(operation => operation.Node["responses"]!["200"]?["content"] is not null))
        {
            var content = operation.Node["responses"]!["200"]!["content"]!;
            var name = ((string?)content["application/json"]!["schema"]!["$ref"] ?? "").Split('/')[^1];
            var page = schemas[name]?["properties"]?["next_cursor"] is null ? null : content["application/json"];
            var item = page is null ? null : schemas[((string)page["schema"]!["$ref"]!).Split('/')[^1]]!["properties"]!["items"]!["items"]!;

            Assert.Equal((string?)item?["$ref"], (string?)operation.Node["responses"]!["200"]!["x-ndjson-item"]?["$ref"]);
        }
    }

    /// <summary>The paths of all operations that take a cursor, with ids of ann's.</summary>
    private async Task<List<string>> ListsAsync() =>
    [
        .. (await Operation.AllAsync(api))
            .Where(operation => operation.Node["parameters"]?.AsArray().Any(parameter => (string?)parameter!["name"] == "cursor") == true)
            .Select(
                operation => operation.Path.StartsWith("/webhook-endpoints/", StringComparison.Ordinal)
                    ? operation.Path.Replace("{id}", api.Endpoint, StringComparison.Ordinal)
                    : operation.Path.Replace("{id}", "ann", StringComparison.Ordinal)
                        .Replace("{peer_id}", "bob", StringComparison.Ordinal)),
    ];

    /// <summary>Gets the items of all pages as JSON.</summary>
    private async Task<List<string>> WalkAsync(string path)
    {
        List<string> found = [];
        for (var cursor = ""; ;)
        {
            using var page = JsonDocument.Parse((await api.GetAsync(path + cursor)).Expect(HttpStatusCode.OK).Text);
            found.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(item => Stable(item.GetRawText())));
            if (page.RootElement.GetProperty("next_cursor").GetString() is not { } next)
            {
                return found;
            }

            cursor = $"&cursor={next}";
        }
    }

    private async Task<List<string>> StreamAsync(string path, params (string Name, string Value)[] headers)
    {
        var answer = (await api.GetAsync(path, null, [AsAStream, .. headers])).Expect(HttpStatusCode.OK);
        Assert.Equal(Stream, answer.ContentType);
        Assert.True(answer.Text is "" || answer.Text[^1] == '\n', "The last line has no end.");
        return [.. answer.Text.Split('\n').SkipLast(1).Select(Stable)];
    }

    private async Task ExpectRefusedAsync(string path, HttpStatusCode status, string code, params (string Name, string Value)[] headers) =>
        (await api.GetAsync(path, null, [AsAStream, .. headers])).ExpectProblem(status, code);

    /// <summary>Removes what changes between two reads.</summary>
    private static string Stable(string item) => LastUsed().Replace(item, "");

    [GeneratedRegex("\"last_used_at\":(null|\"[^\"]*\"),")]
    private static partial Regex LastUsed();

    /// <summary>More than four items in each list, and in one list more than a page can hold. Some texts need escaping.</summary>
    public sealed class ListsFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
    {
        public const int Messages = 6 + 5 + 201;

        /// <summary>Id of an endpoint with deliveries and attempts.</summary>
        public string Endpoint { get; private set; } = "";

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            string[] users = ["ann", "bob", "cat", "dan", "eve", "fay", "loner"];
            foreach (var user in users)
            {
                (await PostAsync("/users", new { id = user, name = $"{user} é \"&<+>\" \u2028 😀", metadata = new { note = "a\nb" } }))
                    .Expect(HttpStatusCode.Created);
            }

            for (var i = 0; i < 6; i++)
            {
                var sent = await AddMessageAsync("ann", "bob", $"Line {i}\nand\r\nanother, \"é\" \t 😀 \u2029 </script>");
                if (i == 0)
                {
                    await this.DeleteMessageAsync(sent.Id());
                }
            }

            foreach (var peer in users[1..6])
            {
                await AddMessageAsync(peer, "ann");
            }

            for (var i = 0; i < 201; i++)
            {
                await AddMessageAsync("cat", "dan");
            }

            for (var i = 1; i <= 5; i++)
            {
                (await PostAsync("/services", new { id = $"s{i}", name = "Inspection" })).Expect(HttpStatusCode.Created);
                await AddOrderAsync($"2030-01-0{i}T12:00:00Z", $"s{i}");
                await this.AddSmsAsync(SmsSteps.NewPhone(), SmsSteps.Later);
                (await PostAsync("/service-keys", new { name = $"key {i}", scopes = new[] { "users" } })).Expect(HttpStatusCode.Created);
                (await PostAsync("/users/ann/tokens", new { })).Expect(HttpStatusCode.Created);

                // Nothing expires here, so nothing is delivered.
                Endpoint = (string)(await this.AddEndpointAsync("https://127.0.0.1:1", "service_key.expired"))["id"]!;
            }

            await QueryAsync(
                """
                INSERT INTO webhook_deliveries (endpoint_id, position, status, updated_at)
                SELECT @endpoint::uuid, position, 'delivered', now() FROM generate_series(1, 5) AS position;
                INSERT INTO webhook_attempts (endpoint_id, id, position, number, trigger, at, duration_ms, status_code)
                SELECT @endpoint::uuid, gen_random_uuid(), position, 1, 'schedule', now(), 10, 204 FROM generate_series(1, 5) AS position
                """,
                ("endpoint", Endpoint));
        }
    }
}
