using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.WebConsole;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Playwright;

namespace Concierge.Api.Tests.Events;

/// <summary>
/// The stream as the EventSource of a browser reads it (https://html.spec.whatwg.org/multipage/server-sent-events.html), in Development
/// mode, since EventSource sends no credentials.
/// </summary>
public sealed class EventSourceTests(EventSourceTests.Fixture api) : IClassFixture<EventSourceTests.Fixture>
{
    /// <summary>Keeps what arrives as [type, lastEventId, data].</summary>
    private const string Listen = """
        () => {
          window.seen = [];
          const source = new EventSource("/v1/events?types=user.created");
          const keep = event => window.seen.push([event.type, event.lastEventId, event.data]);
          for (const type of ["message", "ready", "ping", "bye"]) {
            source.addEventListener(type, keep);
          }
        }
        """;

    [Fact]
    public async Task EventSource_OfChromium_GetsEventsAndResumesAfterHeartbeatAndEnd()
    {
        Assert.SkipUnless(Chromium.Path is not null, Chromium.Missing);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium.Path, Args = Chromium.Arguments });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(api.Client.BaseAddress!, "/docs/index.html").AbsoluteUri);
        await page.EvaluateAsync(Listen);
        await UntilAsync("ready", 1);

        await AddUserAsync("first");
        await UntilAsync("message", 1);
        await AdvanceUntilAsync("ping", 1);
        await AdvanceUntilAsync("bye", 1);
        await AddUserAsync("second");
        await UntilAsync("ready", 2);
        await UntilAsync("message", 2);

        var seen = await SeenAsync();
        var events = seen.Where(message => message.Type == "message").ToList();
        Assert.Equal(["first", "second"], events.Select(message => (string?)JsonNode.Parse(message.Data)!["resource_id"]));
        Assert.All(events, message => Assert.Equal((string?)JsonNode.Parse(message.Data)!["id"], message.Id));
        Assert.All(seen.Where(message => message.Type == "ping"), ping => Assert.Equal((events[0].Id, "{}"), (ping.Id, ping.Data)));

        // A heartbeat moves the resume point, so the second connection began after the first event.
        Assert.Equal(events[0].Id, seen.Last(message => message.Type == "ready").Id);

        Task UntilAsync(string type, int count) => Poll.UntilAsync(
            async () => (await SeenAsync()).Count(message => message.Type == type) >= count, () => $"No {type} arrived.");

        async Task AdvanceUntilAsync(string type, int count) => await Poll.UntilAsync(async () =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(5));
            return (await SeenAsync()).Count(message => message.Type == type) >= count;
        });

        async Task<List<(string Type, string Id, string Data)>> SeenAsync() =>
            [.. (await page.EvaluateAsync<string[][]>("window.seen")).Select(message => (message[0], message[1], message[2]))];
    }

    private async Task AddUserAsync(string id)
    {
        using var answer = await api.Client.PostAsJsonAsync("/users", new { id, name = id }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The product behind Kestrel, without credentials.</summary>
    public sealed class Fixture(TestDatabases databases) : KestrelFixture(databases)
    {
        public FakeTimeProvider Clock { get; } = new(Clocks.Start);

        protected override void Configure(IWebHostBuilder builder)
        {
            Clock.Use(builder);
            builder.UseSetting("Auth:Mode", "Development").UseSetting("Events:PollInterval", "01:00:00")
                .UseSetting("Webhooks:PollInterval", "01:00:00");
        }
    }
}
