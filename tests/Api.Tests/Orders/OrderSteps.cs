using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Orders;

/// <summary>What the tests of services, orders and availability do again and again.</summary>
internal static class OrderSteps
{
    /// <summary>Some instant, as the API writes it.</summary>
    public const string Noon = "2030-06-01T12:00:00.000Z";

    public static readonly TimeSpan Window = TimeSpan.FromHours(3);

    public static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>The instant so much later, or earlier, as the API writes it.</summary>
    public static string Plus(this string instant, TimeSpan by) =>
        DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).Add(by).UtcDateTime
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The body of an order.</summary>
    public static object Body(string datetime, params IEnumerable<string> services) =>
        new { datetime, totalfee = 100, services = services.Select(id => new { id }) };

    /// <summary>Places an order with an id of the caller's choice.</summary>
    public static async Task<Answer> AddOrderWithIdAsync(
        this ApiFixture api, string id, string datetime, params IEnumerable<string> services) =>
        (await api.PostAsync("/orders", new { id, datetime, totalfee = 100, services = services.Select(service => new { id = service }) }))
        .Expect(HttpStatusCode.Created);

    public static async Task<string[]> AddServicesAsync(this ApiFixture api, int count)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = await api.AddServiceAsync($"service{i:00}");
        }

        return ids;
    }

    public static string Id(this JsonNode item) => (string)item["id"]!;

    public static string Text(this JsonNode item, string member) => (string)item[member]!;

    /// <summary>What a refusal says is wrong: each pointer with its code, in the order of the text.</summary>
    public static IEnumerable<string> Errors(this Answer answer) =>
        answer.Json["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}").Order(StringComparer.Ordinal);

    /// <summary>Asks when an order for these services would be accepted.</summary>
    public static Task<Answer> AvailabilityAsync(this ApiFixture api, string from, string to, params IEnumerable<string> services) =>
        api.GetAsync($"/availability?from={from}&to={to}{string.Concat(services.Select(id => $"&service_id={id}"))}");

    /// <summary>The free times that are answered, each as <c>from/to</c>.</summary>
    public static async Task<IEnumerable<string>> FreeAsync(
        this ApiFixture api, string from, string to, params IEnumerable<string> services) =>
        (await api.AvailabilityAsync(from, to, services)).Expect(HttpStatusCode.OK).Json["free"]!.AsArray()
        .Select(time => $"{time!["from"]}/{time["to"]}");

    /// <summary>Everything that is stored about an order as one text; null where there is no such order.</summary>
    public static async Task<string?> OrderRowAsync(this ApiFixture api, string id) =>
        (string?)await api.QueryAsync(
            """
            SELECT o::text || (SELECT string_agg(s::text, ' ' ORDER BY s) FROM order_slots s WHERE order_id = id)
                || (SELECT string_agg(u::text, ' ' ORDER BY u) FROM service_uses u WHERE order_id = id)
            FROM orders o WHERE id = @id
            """,
            ("id", id));

    /// <summary>Every column of the service's row as one text; null where there is no such service.</summary>
    public static async Task<string?> ServiceRowAsync(this ApiFixture api, string id) =>
        (string?)await api.QueryAsync("SELECT s::text FROM services s WHERE id = @id", ("id", id));

    /// <summary>Reads a list to its end by the <c>Link</c> of each page, which has to name the page's <c>next_cursor</c>.</summary>
    /// <returns>The ids of each page.</returns>
    public static async Task<List<string[]>> PagesAsync(this ApiFixture api, string path)
    {
        var pages = new List<string[]>();
        for (string? next = path; next is not null;)
        {
            Assert.True(pages.Count < 300, "The list does not end.");
            var page = (await api.GetAsync(next)).Expect(HttpStatusCode.OK);
            pages.Add([.. page.Json["items"]!.AsArray().Select(item => item!.Id())]);
            var cursor = (string?)page.Json["next_cursor"];
            var link = page.Headers.GetValueOrDefault("Link");
            Assert.Equal(cursor is null, link is null);
            next = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
            Assert.True(
                link is null || (link == $"<{next}>; rel=\"next\"" && next!.Contains($"cursor={cursor}", StringComparison.Ordinal)), link);
        }

        return pages;
    }
}
