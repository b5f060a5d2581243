using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>Requests that the methods of the fixture cannot send: other media types, bytes that are not text, repeated headers.</summary>
internal static class RawRequests
{
    public static async Task<Answer> SendContentAsync(
        this HttpClient client, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>A body of these bytes; without a media type where none is given.</summary>
    public static ByteArrayContent Bytes(byte[] body, string? mediaType = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        return content;
    }

    /// <summary>The items of a list's every page, found by following <c>next_cursor</c>.</summary>
    public static async Task<List<string>> WalkAsync(this ApiFixture api, string path, string member, int limit, string? actingAs = null)
    {
        var found = new List<string>();
        for (string? cursor = null; ;)
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = (await api.GetAsync($"{path}{separator}limit={limit}{(cursor is null ? "" : "&cursor=" + cursor)}", actingAs))
                .Expect(System.Net.HttpStatusCode.OK).Json;
            var items = page["items"]!.AsArray();
            found.AddRange(items.Select(item => (string)item![member]!));
            cursor = (string?)page["next_cursor"];
            if (cursor is null)
            {
                return found;
            }

            Assert.Equal(limit, items.Count);
        }
    }

    /// <summary>The <paramref name="member"/> of every item of a page.</summary>
    public static List<string> Items(this JsonNode page, string member = "id") =>
        [.. page["items"]!.AsArray().Select(item => (string)item![member]!)];
}
