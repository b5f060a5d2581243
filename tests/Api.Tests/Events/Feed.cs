using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Events;

/// <summary>Steps of tests that read the feed.</summary>
internal static class Feed
{
    /// <summary>Gets the place after the newest event.</summary>
    public static async Task<string> LatestAsync(this ApiFixture api) =>
        (string)(await api.GetAsync("/changes")).Expect(HttpStatusCode.OK).Json["next_after"]!;

    /// <summary>Gets the position of the newest event.</summary>
    public static async Task<long> ReadHeadAsync(this ApiFixture api) => long.Parse((await api.LatestAsync())[5..]);

    /// <summary>Reads events after a place until a number of them has arrived.</summary>
    public static async Task<List<JsonNode>> ReadAsync(
        this ApiFixture api, string after, int count, string? actingAs = null, string filter = "")
    {
        List<JsonNode> events = [];
        await Poll.UntilAsync(
            async () =>
            {
                var page = (await api.GetAsync($"/changes?after={after}{filter}", actingAs)).Expect(HttpStatusCode.OK).Json;
                events.AddRange(page["items"]!.AsArray().Select(item => item!.DeepClone()));
                after = (string)page["next_after"]!;
                return events.Count >= count;
            },
            () => $"Only {events.Count} of {count} events arrived: {string.Join(", ", events.Select(Type))}");
        return events;
    }

    public static string Type(JsonNode change) => (string)change["type"]!;
}
