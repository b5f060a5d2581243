using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>Pages of items that are as large as they can be: a page ends at about 1 MiB, and the next one goes on right after.</summary>
public sealed class PageSizeTests(PageSizeTests.LargeItemsFixture api) : IClassFixture<PageSizeTests.LargeItemsFixture>
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData("/messages", 2 * LargeItemsFixture.Items)]
    [InlineData("/messages?order=asc", 2 * LargeItemsFixture.Items)]
    [InlineData("/messages", 2 * LargeItemsFixture.Items, "ann")]
    [InlineData("/messages?order=asc", LargeItemsFixture.Items, "bob")]
    [InlineData("/users/ann/conversations/bob/messages", LargeItemsFixture.Items)]
    [InlineData("/users/ann/conversations/bob/messages?order=asc", LargeItemsFixture.Items)]
    [InlineData("/users/ann/conversations", LargeItemsFixture.Items + 1)]
    [InlineData("/users", LargeItemsFixture.Items + 2)]
    [InlineData("/users?q=Large", LargeItemsFixture.Items + 2)]
    [InlineData("/orders", LargeItemsFixture.Items)]
    [InlineData("/orders?order=asc", LargeItemsFixture.Items)]
    [InlineData("/orders?service_id=s", LargeItemsFixture.Items)]
    [InlineData("/orders?service_id=s&order=asc", LargeItemsFixture.Items)]
    public async Task List_OfLargeItems_EndsPagesAtOneMiBAndSkipsNothing(string path, int count, string? actingAs = null)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        List<string> walked = [];
        for (string? cursor = "", next = null; ; cursor = $"&cursor={next}")
        {
            var answer = (await api.GetAsync($"{path}{separator}limit=200{cursor}", actingAs)).Expect(HttpStatusCode.OK);
            Assert.InRange(Encoding.UTF8.GetByteCount(answer.Text), 1, MiB + MiB / 8);
            var items = answer.Json["items"]!.AsArray();
            walked.AddRange(items.Select(Text));
            next = (string?)answer.Json["next_cursor"];
            if (next is null)
            {
                break;
            }

            // The page is full: it ends because of its size, well after half of it.
            Assert.InRange(items.Count, 1, 199);
            Assert.InRange(Encoding.UTF8.GetByteCount(answer.Text), MiB / 2, int.MaxValue);
            Assert.Contains($"cursor={next}", answer.Headers["Link"], StringComparison.Ordinal);
        }

        Assert.Equal((count, count), (walked.Count, walked.Distinct().Count()));
        var stream = (await api.GetAsync(path, actingAs, ("Accept", "application/x-ndjson"))).Expect(HttpStatusCode.OK);
        Assert.Equal(walked, stream.Text.Split('\n').SkipLast(1).Select(line => Text(JsonNode.Parse(line))));
    }

    private static string Text(JsonNode? item) => item!.ToJsonString();

    /// <summary>At least 60 large items in each list. With characters that JSON escapes, the text of a message takes 48 KB.</summary>
    public sealed class LargeItemsFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
    {
        public const int Items = 60;

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await QueryAsync($"""
                INSERT INTO users (id, name, metadata, status, created_at, updated_at, version)
                SELECT id, 'Large ' || id,
                       (SELECT jsonb_object_agg('key' || k, repeat('é', 500)) FROM generate_series(1, 50) k),
                       'active', now(), now(), 1
                FROM (SELECT unnest(ARRAY['ann', 'bob']) id UNION ALL SELECT 'u' || n FROM generate_series(1, {Items}) n) ids;
                """);
            var services = Enumerable.Range(0, 49).Select(number => $"s{number}").Append("s").ToList();
            foreach (var service in services)
            {
                (await PostAsync("/services", new { id = service, name = new string('ä', 100) })).Expect(HttpStatusCode.Created);
            }

            var metadata = Enumerable.Range(0, 50).ToDictionary(number => $"key{number}", _ => new string('ö', 250));
            for (var item = 0; item < Items; item++)
            {
                var order = new
                {
                    datetime = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(item),
                    totalfee = 1,
                    services = services.Select(id => new { id }),
                    metadata,
                };
                (await PostAsync("/orders", order)).Expect(HttpStatusCode.Created);
                var text = string.Concat(Enumerable.Repeat("😀", 4000));
                await AddMessageAsync("ann", "bob", text);
                await AddMessageAsync("ann", $"u{item + 1}", text);
            }
        }
    }
}
