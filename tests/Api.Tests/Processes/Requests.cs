using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Concierge.Api.Tests.Processes;

internal static class Requests
{
    public static async Task AddUserAsync(this HttpClient client, string id)
    {
        using var response = await client.PostAsJsonAsync("/users", new { id, name = id }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    /// <summary>Sends a message and returns its id once it is acknowledged.</summary>
    public static async Task<string> SendAsync(this HttpClient client, string sender, string recipient, string body)
    {
        using var response = await client.PostAsJsonAsync(
            "/messages", new { sender_id = sender, recipient_id = recipient, body }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (string)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["id"]!;
    }

    /// <summary>The ids of all messages.</summary>
    public static async Task<HashSet<string>> MessagesAsync(this HttpClient client)
    {
        var ids = new HashSet<string>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonNode>($"/messages?limit=200{cursor}", TestContext.Current.CancellationToken);
            ids.UnionWith(page!["items"]!.AsArray().Select(item => (string)item!["id"]!));
            cursor = page["next_cursor"] is { } next ? $"&cursor={next}" : null;
        }

        return ids;
    }
}
