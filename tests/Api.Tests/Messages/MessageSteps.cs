using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

/// <summary>What the tests of messages and conversations do again and again.</summary>
internal static class MessageSteps
{
    /// <summary>An id that no message has.</summary>
    public const string UnknownMessage = "01900000-0000-8000-8000-000000000000-1";

    public static async Task<(string Ann, string Bob)> AddTwoUsersAsync(this ApiFixture api) =>
        (await api.AddUserAsync("ann"), await api.AddUserAsync("bob"));

    /// <summary>Two users and the first message, from the first to the second.</summary>
    public static async Task<(string Ann, string Bob, string Id)> AddConversationAsync(this ApiFixture api)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        return (ann, bob, (await api.AddMessageAsync(ann, bob)).Id());
    }

    public static async Task DeleteMessageAsync(this ApiFixture api, string id) =>
        (await api.DeleteAsync($"/messages/{id}")).Expect(HttpStatusCode.NoContent);

    /// <summary>Sends so many messages one after another.</summary>
    /// <returns>Their ids, oldest first.</returns>
    public static async Task<List<string>> AddMessagesAsync(this ApiFixture api, string senderId, string recipientId, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            ids.Add((await api.AddMessageAsync(senderId, recipientId, $"Number {i}")).Id());
        }

        return ids;
    }

    public static string Id(this JsonNode item) => (string)item["id"]!;

    public static JsonArray Items(this Answer page) => page.Json["items"]!.AsArray();

    public static List<string> Ids(this Answer page) => [.. page.Items().Select(item => item!.Id())];

    public static string? NextCursor(this Answer page) => (string?)page.Json["next_cursor"];

    /// <summary>The whole stored row, to tell that nothing about it changed; null where there is none.</summary>
    public static async Task<string?> RowAsync(this ApiFixture api, string id) =>
        (string?)await api.QueryAsync("SELECT m::text FROM messages m WHERE conversation_id || '-' || position = @id", ("id", id));

    /// <summary>Reads a list to its end by the <c>Link</c> of each page, which has to name the page's <c>next_cursor</c>.</summary>
    /// <returns>The ids of each page.</returns>
    public static async Task<List<string[]>> WalkAsync(this ApiFixture api, string path, string? actingAs = null)
    {
        var pages = new List<string[]>();
        string? next = path;
        while (next is not null)
        {
            Assert.True(pages.Count < 100, "The list does not end.");
            var page = (await api.GetAsync(next, actingAs)).Expect(HttpStatusCode.OK);
            pages.Add([.. page.Ids()]);
            next = null;
            Assert.Equal(page.NextCursor() is not null, page.Headers.ContainsKey("Link"));
            if (page.NextCursor() is { } cursor)
            {
                var link = page.Headers["Link"];
                Assert.StartsWith("<", link, StringComparison.Ordinal);
                Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
                next = link[1..link.IndexOf('>', StringComparison.Ordinal)];
                Assert.Contains($"cursor={cursor}", next, StringComparison.Ordinal);
            }
        }

        return pages;
    }
}
