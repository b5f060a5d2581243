using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;

namespace Concierge.Api.Tests.Concurrency;

/// <summary>
/// Random walks through the lists of messages while others write. A message that exists throughout the walk is met exactly once, and all
/// messages come in order.
/// </summary>
public sealed class PagingUnderChangeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Standing = 90;
    private const int Doomed = 40;
    private const int Changes = 120;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task List_WhileOthersWrite_ReturnsStandingItemsOnceAndSorted(int seed)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var (ann, bob, eve) = (await api.AddUserAsync("ann"), await api.AddUserAsync("bob"), await api.AddUserAsync("eve"));
        var standing = new List<string>();
        var doomed = new List<string>();
        for (var i = 0; i < Standing; i++)
        {
            standing.Add((string)(await (i % 2 == 0 ? api.AddMessageAsync(ann, bob) : api.AddMessageAsync(bob, ann)))["id"]!);
            if (i < Doomed)
            {
                doomed.Add((string)(await api.AddMessageAsync(bob, ann, "Soon gone"))["id"]!);
            }
        }

        // Many messages have the same time, so their position decides.
        await api.QueryAsync(
            "UPDATE messages SET created_at = date_trunc('second', created_at) WHERE @ann IN (sender_id, recipient_id)", ("ann", ann));

        var (deleting, editing, sending, liking) =
            (new Random(seed + 100), new Random(seed + 200), new Random(seed + 300), new Random(seed + 400));
        var writers = new[]
        {
            RepeatAsync(doomed.Count, turn => api.DeleteAsync($"/messages/{TakeAny(doomed, deleting)}")),
            RepeatAsync(
                Changes, turn => api.PutAsync($"/messages/{standing[editing.Next(standing.Count)]}", new { body = $"Edit {turn}" })),
            RepeatAsync(
                Changes,
                turn => api.PutAsync($"/messages/{standing[liking.Next(standing.Count)]}/likes/{(liking.Next(2) == 0 ? ann : bob)}")),
            RepeatAsync(Changes, turn =>
            {
                var (from, to) = sending.Next(3) switch { 0 => (ann, bob), 1 => (bob, ann), _ => (eve, ann) };
                return api.PostAsync("/messages", new { sender_id = from, recipient_id = to, body = "New" });
            }),
        };

        var conversation = $"/users/{ann}/conversations/{bob}/messages";
        var walkers = new[] { "asc", "desc" }.SelectMany(order => new (string Path, string? ActingAs)[]
        {
            ($"{conversation}?order={order}", null),
            ($"{conversation}?order={order}&include_deleted=true", bob),
            ($"/messages?order={order}", null),
            ($"/messages?order={order}", ann),
            ($"/messages?order={order}&include_deleted=true", ann),
        }).Select((list, number) => WalkAsync(list.Path, list.ActingAs, new Random((seed * 1000) + number)));

        foreach (var (path, seen) in await Task.WhenAll(walkers))
        {
            var descending = path.Contains("order=desc", StringComparison.Ordinal);
            var ids = seen.ConvertAll(message => message.Id());
            var times = seen.ConvertAll(message => (DateTimeOffset)message["created_at"]!);
            Assert.True(
                ids.Distinct().Count() == ids.Count
                && times.SequenceEqual(descending ? times.OrderDescending() : times.Order())
                && seen.GroupBy(message => (string)message["conversation_id"]!).All(IsInOrder),
                $"seed {seed}, {path}: out of order or repeated: {string.Join(' ', ids)}");

            bool IsInOrder(IEnumerable<JsonNode> messages)
            {
                var positions = messages.Select(message => (long)message["position"]!).ToList();
                return positions.SequenceEqual(descending ? positions.OrderDescending() : positions.Order());
            }

            var missed = standing.Except(ids).ToArray();
            Assert.True(missed.Length == 0, $"seed {seed}, {path}: never shown: {string.Join(' ', missed)}");
        }

        await Task.WhenAll(writers);
    }

    private async Task<(string Path, List<JsonNode> Seen)> WalkAsync(string path, string? actingAs, Random random)
    {
        var seen = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var limit = random.Next(1, 9);
            var page = (await api.GetAsync($"{path}&limit={limit}{(cursor is null ? "" : "&cursor=" + cursor)}", actingAs))
                .Expect(HttpStatusCode.OK).Json;
            var items = page["items"]!.AsArray();
            Assert.InRange(items.Count, 0, limit);
            foreach (var item in items.Cast<JsonObject>())
            {
                Assert.Equal(item["deleted_at"] is null, item["body"] is not null);
                seen.Add(item);
            }

            cursor = (string?)page["next_cursor"];
            Assert.True(cursor is null || items.Count == limit, $"{path}: a page of {items.Count} of {limit} that says there is more");
        }
        while (cursor is not null);

        return (path, seen);
    }

    private static async Task RepeatAsync(int times, Func<int, Task<Answer>> write)
    {
        for (var turn = 0; turn < times; turn++)
        {
            var answer = await write(turn);
            Assert.InRange((int)answer.Status, 200, 299);
        }
    }

    private static string TakeAny(List<string> ids, Random random)
    {
        var index = random.Next(ids.Count);
        var id = ids[index];
        ids.RemoveAt(index);
        return id;
    }
}
