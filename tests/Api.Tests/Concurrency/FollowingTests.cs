using System.Globalization;
using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;

namespace Concierge.Api.Tests.Concurrency;

/// <summary>A reader that follows one conversation upwards while many write to it.</summary>
public sealed class FollowingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Writers = 12;

    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task List_WhileManyWrite_ShowsEveryMessageOnceAndInOrder()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var first = (await api.AddMessageAsync(ann, bob)).Id();
        var each = Proof.Rounds(25, 1000);
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var (sender, recipient) = writer % 2 == 0 ? (ann, bob) : (bob, ann);
            return await api.AddMessagesAsync(sender, recipient, each);
        }));
        var path = $"/users/{bob}/conversations/{ann}";
        var seen = new List<string>();
        var cursor = "";

        // The last page has no cursor, so the reader asks for it again until it is full. The reader marks everything that it sees.
        while (seen.Count < 1 + Writers * each)
        {
            var page = (await api.GetAsync($"{path}/messages?order=asc&limit=5{cursor}")).Expect(HttpStatusCode.OK);
            seen.AddRange(page.Ids().Where(id => Position(id) > (seen.Count == 0 ? 0 : Position(seen[^1]))));
            cursor = page.NextCursor() is { } next ? $"&cursor={next}" : cursor;
            (await api.PutAsync($"{path}/read", new { up_to = seen[^1] })).Expect(HttpStatusCode.OK);
        }

        var acknowledged = (await writing).SelectMany(ids => ids).Prepend(first).ToHashSet();
        Assert.Equal(acknowledged.Count, seen.Count);
        Assert.True(acknowledged.SetEquals(seen));
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(position => $"{first[..36]}-{position}"), seen);
        Assert.Equal(0, (int)(await api.GetAsync(path)).Json["unread_count"]!);
        Proof.Report($"{seen.Count} messages of {Writers} writers, followed at limit 5: each once, in order; marking swallowed none.");
    }

    private static long Position(string id) => long.Parse(id[37..], CultureInfo.InvariantCulture);
}
