using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Webhooks;

/// <summary>A replica of the product that looks for due webhooks every 20 ms, with a clock that the test may set.</summary>
internal sealed class WebhookApi : ApiFixture
{
    private readonly string? sharedDatabase;

    private WebhookApi(TestDatabases databases, FakeTimeProvider? clock, string? sharedDatabase)
        : base(databases) => (Clock, this.sharedDatabase) = (clock, sharedDatabase);

    public FakeTimeProvider? Clock { get; }

    public ExecutedStatements Executed { get; } = new();

    public static async Task<WebhookApi> StartAsync(TestDatabases databases, FakeTimeProvider? clock = null, string? database = null)
    {
        var api = new WebhookApi(databases, clock, database);
        await api.InitializeAsync();
        return api;
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        builder.UseDatabase(sharedDatabase ?? ConnectionString).UseSetting("Webhooks:PollInterval", "00:00:00.020")
            .UseSetting("Events:PollInterval", "00:00:00.050");
        Executed.Watch(builder);
        Clock?.Use(builder);
    }
}

/// <summary>Steps of tests of webhooks.</summary>
internal static class WebhookSteps
{
    /// <summary>Creates an endpoint.</summary>
    /// <returns>The endpoint in the response, with its secret.</returns>
    public static async Task<JsonNode> AddEndpointAsync(this ApiFixture api, string url, params string[] types) =>
        (await api.PostAsync("/webhook-endpoints", types.Length == 0 ? new { url } : new { url, types }))
            .Expect(HttpStatusCode.Created).Json;

    public static async Task<JsonNode> ReadEndpointAsync(this ApiFixture api, JsonNode endpoint) =>
        (await api.GetAsync($"/webhook-endpoints/{endpoint["id"]}")).Expect(HttpStatusCode.OK).Json;

    public static async Task<List<JsonNode>> ReadAttemptsAsync(this ApiFixture api, JsonNode endpoint, string filter = "") =>
        [.. (await api.GetAsync($"/webhook-endpoints/{endpoint["id"]}/attempts?limit=200{filter}")).Expect(HttpStatusCode.OK)
            .Json["items"]!.AsArray().Select(item => item!)];

    public static async Task<List<JsonNode>> ReadDeliveriesAsync(this ApiFixture api, JsonNode endpoint, string filter = "") =>
        [.. (await api.GetAsync($"/webhook-endpoints/{endpoint["id"]}/deliveries?limit=200{filter}")).Expect(HttpStatusCode.OK)
            .Json["items"]!.AsArray().Select(item => item!)];

    /// <summary>Waits until an endpoint has so many deliveries with a status.</summary>
    public static async Task UntilAsync(this ApiFixture api, JsonNode endpoint, string status, int count)
    {
        List<JsonNode> all = [];
        await Poll.UntilAsync(
            async () =>
            {
                all = await api.ReadDeliveriesAsync(endpoint);
                return all.Count(delivery => (string?)delivery["status"] == status) == count;
            },
            () => $"There are no {count} deliveries with the status {status}:\n{string.Join('\n', all.Select(one => one.ToJsonString()))}");
    }

    /// <summary>Waits until so many events are delivered, as stored.</summary>
    public static Task UntilDeliveredAsync(this ApiFixture api, long count) => Poll.UntilAsync(
        async () => Equals(await api.QueryAsync("SELECT count(*) FROM webhook_deliveries WHERE status = 'delivered'"), count),
        () => $"{count} events are not delivered.");
}
