using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using StandardWebhooks;
using static Microsoft.Playwright.Assertions;

namespace Concierge.Api.Tests.WebConsole;

/// <summary>The screen of webhooks in Chromium. The real program sends to a receiver on loopback.</summary>
[Collection<SharedConsole>]
public sealed partial class WebhooksScreenTests(ConsoleFixture console) : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async ValueTask InitializeAsync() => receiver = await Receiver.StartAsync();

    /// <summary>Deletes the endpoints, because the banner would show them to other tests.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Chromium.Path is not null)
        {
            foreach (var endpoint in await ReadEndpointsAsync())
            {
                await console.DeleteAsync($"/webhook-endpoints/{endpoint["id"]}");
            }
        }

        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Endpoint_WhenCreatedByKeyboard_ShowsItsSecretOnceAndSendsATest()
    {
        await using var browser = await console.OpenAsync();
        browser.MayBeRefused = true;
        var page = await browser.OpenAsync("/console/webhooks");
        await Expect(page.GetByText("No webhooks yet")).ToBeVisibleAsync();

        // A URL that the server refuses is explained, and stays in the form.
        await page.GetByRole(AriaRole.Button, new() { Name = "Create endpoint" }).PressAsync("Enter");
        var form = page.GetByRole(AriaRole.Dialog);
        var url = form.GetByRole(AriaRole.Textbox, new() { Name = "URL" });
        await Expect(url).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("https://10.0.0.1/");
        await page.Keyboard.PressAsync("Enter");
        await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("Webhooks cannot be sent to this URL");
        await Expect(url).ToHaveValueAsync("https://10.0.0.1/");

        await url.FillAsync(receiver.Url);
        await form.GetByRole(AriaRole.Combobox, new() { Name = "Events" }).FillAsync("service_key.created");
        await page.GetByRole(AriaRole.Option, new() { Name = "service_key.created" }).ClickAsync();
        await form.GetByLabel("Description").FillAsync("Shop");
        await page.Keyboard.PressAsync("Enter");
        var secret = await ReadSecretAsync(page, "Signing secret");
        await page.ReloadAsync();
        var card = page.GetByRole(AriaRole.Article);
        await Expect(card.GetByRole(AriaRole.Heading, new() { Name = "Shop" })).ToBeVisibleAsync();
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        await Expect(card).ToContainTextAsync("No attempts yet");
        await Expect(card).ToContainTextAsync("Up to date");
        Assert.Equal(["service_key.created"], (await ReadEndpointsAsync())[0]["types"]!.AsArray().Select(type => (string?)type));

        // A test makes an attempt, which shows the request as the receiver got it. It does not count for the success rate.
        await TestAsync(card);
        await card.GetByRole(AriaRole.Button, new() { Name = "Deliveries of Shop" }).ClickAsync();
        await Expect(card.GetByText("No deliveries yet")).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Tab, new() { Name = "Attempts" }).ClickAsync();
        var attempt = card.GetByRole(AriaRole.Listitem);
        await Expect(attempt).ToContainTextAsync("Answered 204");
        await attempt.GetByRole(AriaRole.Button).ClickAsync();
        var request = Assert.Single(receiver.Requests);
        await Expect(attempt.GetByRole(AriaRole.Region, new() { NameRegex = Headers() })).ToContainTextAsync($"webhook-id: {request.Id}");
        await ExpectPayloadAsync(attempt, request);
        Assert.Equal([SignatureBy(secret, request)], request.Signature.Split(' '));
        await Expect(card).ToContainTextAsync("No attempts yet");
    }

    /// <summary>The endpoint and its deliveries come from elsewhere, and appear by themselves.</summary>
    [Fact]
    public async Task Delivery_Always_ShowsWhatWasSentAndIsSentAgain()
    {
        await using var browser = await console.OpenAsync();
        var page = await browser.OpenAsync("/console/webhooks");
        await Expect(page.GetByTestId("feed")).ToContainTextAsync("Live");
        receiver.Answer = (_, http) => http.Response.WriteAsync("Thank you");
        await AddEndpointAsync();
        var card = page.GetByRole(AriaRole.Article);
        await card.GetByRole(AriaRole.Button, new() { Name = "Deliveries of Shop" }).ClickAsync();
        var key = await AddKeyAsync();
        var delivery = card.Locator("[data-event]");
        await Expect(delivery).ToHaveAttributeAsync("data-status", "delivered");
        var sent = Assert.Single(receiver.Requests);
        await Expect(delivery).ToHaveAttributeAsync("data-event", sent.Id);

        await delivery.GetByRole(AriaRole.Button, new() { Expanded = false }).ClickAsync();
        await Expect(delivery.GetByRole(AriaRole.Region, new() { Name = "Payload" })).ToContainTextAsync(key);
        await ExpectPayloadAsync(delivery, sent);
        var attempts = delivery.GetByRole(AriaRole.Listitem);
        await Expect(attempts).ToContainTextAsync("Answered 200");
        await attempts.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(attempts.GetByRole(AriaRole.Region, new() { NameRegex = Answer() })).ToHaveTextAsync("Thank you");

        await delivery.GetByRole(AriaRole.Button, new() { Name = "Resend" }).ClickAsync();
        await Expect(attempts).ToHaveCountAsync(2);
        await Expect(attempts.First).ToContainTextAsync("resent");
        Assert.Equal(2, receiver.Requests.Count(request => request.Id == sent.Id));

        await card.GetByLabel("Only with this status").ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "failed" }).ClickAsync();
        await Expect(card.GetByText("No delivery matches")).ToBeVisibleAsync();

        await card.GetByRole(AriaRole.Button, new() { Name = "Replay: Shop" }).ClickAsync();
        var form = page.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("All, also those that were delivered").CheckAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(page.GetByText("The replay has begun")).ToBeVisibleAsync();
        await Poll.UntilAsync(() => receiver.Requests.Count(request => request.Id == sent.Id) == 3);
    }

    [Fact]
    public async Task Secret_WhenRotated_SignsBesideTheOldOneUnlessTheOverlapIsNothing()
    {
        await using var browser = await console.OpenAsync();
        var old = (string)(await AddEndpointAsync())["secret"]!;
        var page = await browser.OpenAsync("/console/webhooks");
        var card = page.GetByRole(AriaRole.Article);
        var rotate = card.GetByRole(AriaRole.Button, new() { Name = "Rotate secret: Shop" });
        var form = page.GetByRole(AriaRole.Dialog);

        await rotate.ClickAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Expect(form).ToContainTextAsync("The old secret signs, too, until");
        var second = await ReadSecretAsync(page, "New signing secret");
        await TestAsync(card);
        var request = receiver.Requests.Last();
        Assert.Equal([SignatureBy(second, request), SignatureBy(old, request)], request.Signature.Split(' '));

        await rotate.ClickAsync();
        await form.GetByLabel("The old secret goes on for").ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Not at all" }).ClickAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Expect(form).ToContainTextAsync("The old secret no longer signs");
        var third = await ReadSecretAsync(page, "New signing secret");
        await page.ReloadAsync();
        await TestAsync(card);
        request = receiver.Requests.Last();
        Assert.Equal([SignatureBy(third, request)], request.Signature.Split(' '));
    }

    [Fact]
    public async Task Endpoint_WhenDisabledByItsReceiver_IsOnTheBannerAndResumesWithWhatWaited()
    {
        await using var browser = await console.OpenAsync();
        var page = await browser.OpenAsync("/console/services");
        await Expect(page.GetByTestId("feed")).ToContainTextAsync("Live");
        var banner = page.GetByTestId("webhook-banner");
        await Expect(banner).ToHaveCountAsync(0);
        receiver.AnswerWith(HttpStatusCode.Gone);
        await AddEndpointAsync();
        List<string> keys = [await AddKeyAsync()];
        await Expect(banner).ToContainTextAsync("The webhook endpoint Shop is disabled.");
        keys.Add(await AddKeyAsync());

        await banner.GetByRole(AriaRole.Link, new() { Name = "Show webhooks" }).ClickAsync();
        var card = page.GetByRole(AriaRole.Article);
        await Expect(card.GetByText("Disabled since")).ToContainTextAsync("events waiting");
        await Expect(card).ToContainTextAsync("It answered 410 Gone.");
        await card.GetByRole(AriaRole.Button, new() { Name = "Deliveries of Shop" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Button, new() { Name = "Resend" })).ToBeDisabledAsync();

        receiver.AnswerWith(HttpStatusCode.NoContent);
        await card.GetByRole(AriaRole.Button, new() { Name = "Resume", Exact = true }).ClickAsync();
        await Expect(card.GetByText("Disabled since")).ToHaveCountAsync(0);
        await Expect(card.Locator("[data-status=delivered]")).ToHaveCountAsync(keys.Count);
        Assert.All(keys, key => Assert.Contains(
            receiver.Requests, request => Encoding.UTF8.GetString(request.Body).Contains(key, StringComparison.Ordinal)));

        await page.GetByRole(AriaRole.Link, new() { Name = "Services" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Services" })).ToBeVisibleAsync();
        await Expect(banner).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Endpoint_Always_IsChangedDisabledAndDeleted()
    {
        await using var browser = await console.OpenAsync();
        await AddEndpointAsync();
        var page = await browser.OpenAsync("/console/webhooks");
        var card = page.GetByRole(AriaRole.Article);
        var dialog = page.GetByRole(AriaRole.Dialog);

        await card.GetByRole(AriaRole.Button, new() { Name = "Change: Shop" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Textbox, new() { Name = "URL" })).ToHaveValueAsync(receiver.Url);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "URL" }).FillAsync($"{receiver.Url}/hooks");
        await dialog.GetByLabel("Description").FillAsync("Store");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Heading, new() { Name = "Store" })).ToBeVisibleAsync();
        var changed = Assert.Single(await ReadEndpointsAsync());
        Assert.Equal(
            ($"{receiver.Url}/hooks", """["service_key.created"]""", "enabled"),
            ((string?)changed["url"], changed["types"]!.ToJsonString(), (string?)changed["status"]));

        await card.GetByRole(AriaRole.Button, new() { Name = "Disable: Store" }).ClickAsync();
        await Expect(card).ToContainTextAsync("A backend disabled it.");
        await AddKeyAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Skip and resume" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Skip them" }).ClickAsync();
        await Expect(card.GetByText("Disabled since")).ToHaveCountAsync(0);
        var key = await AddKeyAsync();
        await Poll.UntilAsync(() => !receiver.Requests.IsEmpty);
        Assert.Contains(key, Encoding.UTF8.GetString(receiver.Requests.First().Body), StringComparison.Ordinal);

        await card.GetByRole(AriaRole.Button, new() { Name = "Delete: Store" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByText("No webhooks yet")).ToBeVisibleAsync();
        Assert.Empty(await ReadEndpointsAsync());
    }

    /// <summary>
    /// Every state of an endpoint, a delivery and an attempt, in both color schemes and on a phone. The answers of the server are replaced,
    /// because an endpoint fails for days before it is disabled.
    /// </summary>
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Screen_WithEveryState_HasNoAccessibilityViolationAndFitsAPhone(ColorScheme scheme)
    {
        Axe.SkipIfMissing();
        await using var browser = await console.OpenAsync(scheme: scheme);
        browser.MayBeRefused = true;
        var page = await browser.Context.NewPageAsync();
        await ServeEveryStateAsync(page);
        await page.GotoAsync("/console/webhooks");
        var cards = page.GetByRole(AriaRole.Article);
        await Expect(cards).ToHaveCountAsync(3);
        await Expect(page.GetByText("3 events waiting")).ToBeVisibleAsync();
        await Expect(cards.First).ToContainTextAsync("66 % of the last 3 attempts");
        await cards.First.GetByRole(AriaRole.Button, new() { Name = "Deliveries of Works" }).ClickAsync();
        await cards.First.GetByRole(AriaRole.Button, new() { NameRegex = Failed() }).ClickAsync();
        await Expect(cards.First.GetByText("The feed no longer keeps this event")).ToBeVisibleAsync();
        List<string> violations = [.. await Axe.ViolationsAsync(page, "deliveries")];

        await cards.First.GetByRole(AriaRole.Tab, new() { Name = "Attempts" }).ClickAsync();
        await cards.First.GetByRole(AriaRole.Button, new() { NameRegex = Answered503() }).ClickAsync();
        await Expect(cards.First.GetByRole(AriaRole.Region, new() { NameRegex = Answer() })).ToBeVisibleAsync();
        violations.AddRange(await Axe.ViolationsAsync(page, "attempts"));

        await page.SetViewportSizeAsync(360, 740);
        await Poll.UntilAsync(
            () => page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), () => "Wider than the screen.");
        foreach (var form in new[] { "Create endpoint", "Rotate secret: Works", "Replay: Works" })
        {
            await page.GetByRole(AriaRole.Button, new() { Name = form }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            violations.AddRange(await Axe.ViolationsAsync(page, form));
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }

        await page.GotoAsync("/console/services");
        await Expect(page.GetByTestId("webhook-banner")).ToContainTextAsync(
            "The webhook endpoint Fails is failing. The webhook endpoint Gone is disabled. Events wait.");
        violations.AddRange(await Axe.ViolationsAsync(page, "banner"));
        Assert.Empty(violations);
    }

    private async Task<JsonNode> AddEndpointAsync() => await console.PostAsync(
        "/webhook-endpoints", new { url = receiver.Url, types = new[] { "service_key.created" }, description = "Shop" });

    /// <summary>Makes an event. Users and services would change what other tests find on their screens.</summary>
    /// <returns>Id of what the event is about.</returns>
    private async Task<string> AddKeyAsync() =>
        (string)(await console.PostAsync("/service-keys", new { name = "hooked", scopes = new[] { "users" } }))["id"]!;

    private async Task<List<JsonNode>> ReadEndpointsAsync() =>
        [.. (await console.GetAsync("/webhook-endpoints"))["items"]!.AsArray().Select(endpoint => endpoint!)];

    private static async Task<string> ReadSecretAsync(IPage page, string title)
    {
        var secret = await page.GetByRole(AriaRole.Region, new() { Name = title }).InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        return secret;
    }

    private static async Task TestAsync(ILocator card)
    {
        await card.GetByRole(AriaRole.Button, new() { Name = "Send test: Shop" }).ClickAsync();
        await Expect(card.GetByTestId("test-result")).ToContainTextAsync("Test: Answered 204");
    }

    private static async Task ExpectPayloadAsync(ILocator item, Received request)
    {
        var shown = await item.GetByRole(AriaRole.Region, new() { Name = "Payload" }).InnerTextAsync();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(request.Body), JsonNode.Parse(shown)), shown);
    }

    private static string SignatureBy(string secret, Received request) => new StandardWebhook(secret).Sign(
        request.Id, DateTimeOffset.FromUnixTimeSeconds(request.Timestamp), Encoding.UTF8.GetString(request.Body));

    private async Task ServeEveryStateAsync(IPage page)
    {
        var endpoint = await AddEndpointAsync();
        endpoint.AsObject().Remove("secret");
        var (now, later) = ($"{DateTimeOffset.UtcNow:O}", $"{DateTimeOffset.UtcNow.AddDays(5):O}");
        await ServeAsync(
            page, "**/v1/webhook-endpoints?*",
            With(endpoint, ("description", "Works"), ("types", null)),
            With(endpoint, ("description", "Fails"), ("lag", 12), ("failing_since", now), ("disables_at", later)),
            With(
                endpoint, ("description", "Gone"), ("types", null), ("status", "disabled"), ("status_reason", "gone"), ("lag", 0),
                ("url", $"https://shop.example/{new string('x', 300)}")));
        var delivery = new JsonObject { ["attempts"] = 3, ["updated_at"] = now };
        await ServeAsync(
            page, "**/deliveries?*",
            With(delivery, ("event_id", "gone-3"), ("status", "pending"), ("due_at", later)),
            With(delivery, ("event_id", "gone-2"), ("status", "delivered"), ("due_at", null)),
            With(delivery, ("event_id", "gone-1"), ("status", "failed"), ("due_at", null)));
        var attempt = new JsonObject { ["number"] = 1, ["at"] = now, ["duration_ms"] = 12, ["event_id"] = "gone-1" };
        await ServeAsync(
            page, "**/attempts?*",
            With(attempt, ("trigger", "schedule"), ("status_code", 204), ("error", null), ("response", null)),
            With(attempt, ("trigger", "manual"), ("status_code", 200), ("error", null), ("response", "OK")),
            With(attempt, ("trigger", "schedule"), ("status_code", 503), ("error", "http_status"), ("response", new string('x', 1000))),
            With(attempt, ("trigger", "test"), ("status_code", null), ("error", "timeout"), ("response", null)));
    }

    private static Task ServeAsync(IPage page, string path, params JsonNode[] items)
    {
        var body = new JsonObject { ["items"] = new JsonArray(items), ["next_cursor"] = null }.ToJsonString();
        return page.RouteAsync(path, route => route.FulfillAsync(new() { ContentType = "application/json", Body = body }));
    }

    /// <summary>Copies an item under another id.</summary>
    private static JsonNode With(JsonNode item, params (string Name, JsonNode? Value)[] members)
    {
        var copy = item.DeepClone();
        copy["id"] = $"{Guid.NewGuid()}";
        foreach (var (name, value) in members)
        {
            copy[name] = value;
        }

        return copy;
    }

    [GeneratedRegex("^Headers of attempt")]
    private static partial Regex Headers();

    [GeneratedRegex("^Answer to attempt")]
    private static partial Regex Answer();

    [GeneratedRegex("^failed")]
    private static partial Regex Failed();

    [GeneratedRegex("^Answered 503")]
    private static partial Regex Answered503();
}
