using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concierge.Api.Tests.WebConsole;

/// <summary>The console in Chromium, on the real program.</summary>
[Collection<SharedConsole>]
public sealed partial class BrowserTests(ConsoleFixture console)
{
    /// <summary>
    /// Front end of the first requirement: create, change and delete messages; what is stored is shown, also after a refresh.
    /// </summary>
    [Fact]
    public async Task Messages_WhenCreatedChangedAndDeleted_AreShownAsStored()
    {
        await using var browser = await console.OpenAsync();
        var page = await browser.OpenAsync("/");
        var (left, right) = (page.GetByTestId("pane-left"), page.GetByTestId("pane-right"));

        await left.GetByLabel("Message", new() { Exact = true }).FillAsync("First words");
        await left.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(left.GetByLabel("Message", new() { Exact = true })).ToHaveValueAsync("");
        await Expect(left.GetByText("First words")).ToBeVisibleAsync();
        await Expect(right.GetByText("First words")).ToBeVisibleAsync();

        await left.GetByLabel("Message", new() { Exact = true }).FillAsync("Wrong words");
        await left.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await ChooseAsync(page, left, "Wrong words", "Change");
        await left.GetByLabel("New text").FillAsync("Better words");
        await left.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(right.GetByText("Better words")).ToBeVisibleAsync();
        await Expect(right.GetByText("Wrong words")).ToHaveCountAsync(0);

        await ChooseAsync(page, left, "First words", "Delete");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(right.GetByText("First words")).ToHaveCountAsync(0);
        await Expect(right.Locator(".message").First).ToContainTextAsync("Deleted");

        await page.ReloadAsync();

        await Expect(left.GetByText("Better words")).ToBeVisibleAsync();
        await Expect(left.GetByText("edited")).ToBeVisibleAsync();
        await Expect(left.GetByText("First words")).ToHaveCountAsync(0);
        var stored = (await console.GetAsync("/users/ann/conversations/bob/messages"))["items"]!.AsArray();
        Assert.Equal(["Better words"], stored.Select(message => (string?)message!["body"]));
    }

    /// <summary>
    /// Front end of the second requirement: a form with a validated phone of 10 digits, cleared after success; above it the list, ascending
    /// by time, on #add8e6; a failure is shown and the text kept.
    /// </summary>
    [Fact]
    public async Task Sms_FromForm_IsValidatedSentAndListedAboveIt()
    {
        await using var browser = await console.OpenAsync();
        browser.MayBeRefused = true;
        var page = await browser.OpenAsync("/console/sms");
        var form = page.GetByRole(AriaRole.Form, new() { Name = "Send an SMS" });
        var (phone, body, send) = (
            form.GetByLabel("Recipient phone"), form.GetByLabel("Message body"), form.GetByRole(AriaRole.Button, new() { Name = "Send" }));
        var items = page.Locator(".sms");

        foreach (var wrong in new[] { "", "555555000", "55555500011", "555555000a" })
        {
            await phone.FillAsync(wrong);
            await body.FillAsync("First text");
            await send.ClickAsync();
            await Expect(phone).ToHaveAttributeAsync("aria-invalid", "true");
        }

        Assert.Empty((await console.GetAsync("/sms-messages"))["items"]!.AsArray());

        // The response is lost: the server may have accepted the message or not. The retry has the same key, so it is sent once.
        var isLost = true;
        await page.RouteAsync("**/v1/sms-messages", async route =>
        {
            if (isLost && route.Request.Method == "POST")
            {
                isLost = false;
                await route.FetchAsync();
                await route.AbortAsync();
            }
            else
            {
                await route.ContinueAsync();
            }
        });
        await phone.FillAsync("5555550001");
        await send.ClickAsync();
        await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server cannot be reached");
        await Expect(phone).ToHaveValueAsync("5555550001");
        await Expect(body).ToHaveValueAsync("First text");
        await form.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(body).ToHaveValueAsync("");
        await Expect(phone).ToHaveValueAsync("");
        await Expect(items).ToHaveCountAsync(1);

        await phone.FillAsync("(555) 555-0004");
        await body.FillAsync("Second text");
        await send.ClickAsync();
        await Expect(items).ToHaveCountAsync(2);

        // Phone, body and time, the oldest first. The status changes by itself.
        await Expect(items.Nth(0)).ToContainTextAsync("+15555550001");
        await Expect(items.Nth(0)).ToContainTextAsync("First text");
        await Expect(items.Nth(1)).ToContainTextAsync("Second text");
        await Expect(items.Nth(0)).ToHaveAttributeAsync("data-status", "delivered");
        var times = await items.Locator("time").EvaluateAllAsync<string[]>("times => times.map(time => time.dateTime)");
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        Assert.Equal("rgb(173, 216, 230)", await items.First.EvaluateAsync<string>("item => getComputedStyle(item).backgroundColor"));
        var (list, below) = ((await items.Last.BoundingBoxAsync())!, (await form.BoundingBoxAsync())!);
        Assert.True(list.Y + list.Height <= below.Y, "The list is above the form.");
    }

    [Fact]
    public async Task Order_WhenTimeIsTaken_IsExplainedAndBookedNearby()
    {
        await OrderAsync("taken", "2031-03-05T10:00:00Z", "inspection");
        await using var browser = await console.OpenAsync();
        browser.MayBeRefused = true;
        var page = await browser.OpenAsync("/console/orders");

        // Other tests add services, and the page chooses one of them.
        var services = page.GetByRole(AriaRole.Combobox, new() { Name = "Show times that are free for" });
        await services.PressAsync("Backspace");
        await services.ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Inspection", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New order" }).ClickAsync();
        var form = page.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("Time").FillAsync("2031-03-05T11:00");
        await form.GetByRole(AriaRole.Button, new() { Name = "Book", Exact = true }).ClickAsync();
        var conflict = form.GetByRole(AriaRole.Alert);
        await Expect(conflict).ToContainTextAsync("Order taken for Inspection");
        await Expect(conflict).ToContainTextAsync("only 1 hour before");
        await Expect(conflict).ToContainTextAsync("at least 3 hours");
        await Expect(conflict.GetByRole(AriaRole.Button, new() { NameRegex = Previous() })).ToBeVisibleAsync();
        await conflict.GetByRole(AriaRole.Button, new() { NameRegex = Next() }).ClickAsync();
        await Expect(form).ToHaveCountAsync(0);

        var stored = (await console.GetAsync("/orders?from=2031-03-05T00:00:00Z&to=2031-03-06T00:00:00Z"))["items"]!.AsArray();
        Assert.Equal(
            ["2031-03-05T13:00:00.000Z", "2031-03-05T10:00:00.000Z"], stored.Select(order => (string?)order!["datetime"]));
    }

    /// <summary>Dragged by the mouse. The order that somebody else has changed since is not overwritten.</summary>
    [Fact]
    public async Task Order_WhenDragged_MovesWithIfMatch()
    {
        var day = DateTime.UtcNow.Date.AddDays(-(((int)DateTime.UtcNow.DayOfWeek + 6) % 7));
        await console.PostAsync("/services", new { id = "pulled", name = "Dragging" });
        await OrderAsync("drag", $"{day:yyyy-MM-dd}T09:00:00Z", "pulled");
        await using var browser = await console.OpenAsync();
        var page = await browser.OpenAsync("/console/orders");
        string? ifMatch = null;
        page.Request += (_, request) => ifMatch = request.Method == "PUT" ? request.Headers.GetValueOrDefault("if-match") : ifMatch;

        var slots = page.Locator(".mantine-WeekView-weekViewDaySlot");
        var order = page.GetByText("09:00 Dragging").First;
        await Expect(order).ToBeVisibleAsync();
        await order.DragToAsync(slots.Nth(12), new() { TargetPosition = new() { X = 20, Y = 5 } });

        await Expect(page.GetByText("12:00 Dragging").First).ToBeVisibleAsync();
        Assert.NotNull(ifMatch);
        Assert.Equal($"{day:yyyy-MM-dd}T12:00:00.000Z", (string?)(await console.GetAsync("/orders/drag"))["datetime"]);
    }

    [Fact]
    public async Task Change_WhenMadeElsewhere_IsSeenInAllTabsOverOneStream()
    {
        const int Tabs = 8;
        await using var browser = await console.OpenAsync();
        var pages = new List<IPage>();
        for (var i = 0; i < Tabs; i++)
        {
            pages.Add(await browser.OpenAsync("/console/services"));
        }

        foreach (var page in pages)
        {
            await Expect(page.GetByTestId("feed")).ToContainTextAsync("Live");
        }

        await console.PostAsync("/services", new { id = "seen-by-all", name = "Seen by all" });
        foreach (var page in pages)
        {
            await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Seen by all", Exact = true })).ToBeVisibleAsync();
        }

        Assert.Equal(1, browser.Streams);

        // The first tab has the stream. Another one takes over and misses nothing.
        await pages[0].CloseAsync();
        await console.PostAsync("/services", new { id = "seen-later", name = "Seen later" });
        foreach (var page in pages.Skip(1))
        {
            await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Seen later", Exact = true })).ToBeVisibleAsync();
        }

        Assert.Equal(2, browser.Streams);
    }

    [Fact]
    public async Task Key_WhenRevoked_SignsOutWithAReason()
    {
        var key = await console.PostAsync("/service-keys", new { name = "guest", scopes = new[] { "users", "messages" } });
        await using var browser = await console.OpenAsync(key: null);
        browser.MayBeRefused = true;
        var page = await browser.OpenAsync("/");
        var secret = page.GetByLabel("Service key or token", new() { Exact = true });

        await secret.FillAsync("ck_wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByText("The server does not accept it")).ToBeVisibleAsync();
        await secret.FillAsync((string)key["key"]!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByTestId("feed")).ToContainTextAsync("Live");
        await page.GetByTestId("pane-left").GetByLabel("Message", new() { Exact = true }).FillAsync("Not sent yet");

        await console.DeleteAsync($"/service-keys/{key["id"]}");

        await Expect(page.GetByText("You were signed out")).ToBeVisibleAsync();
        Assert.DoesNotContain("ck_", page.Url, StringComparison.Ordinal);
        Assert.Empty(await browser.Context.CookiesAsync());

        await secret.FillAsync(Credentials.Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByTestId("pane-left").GetByLabel("Message", new() { Exact = true })).ToHaveValueAsync("Not sent yet");
    }

    /// <summary>Every screen in both color schemes. Complaints of the page, such as violations of its policy, fail the test, too.</summary>
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Screen_Always_HasNoAccessibilityViolation(ColorScheme scheme)
    {
        Axe.SkipIfMissing();
        var reader = $"reader{scheme}";
        await console.PostAsync("/users", new { id = reader, name = reader });
        await SendAsync("ann", reader, "Not read yet");
        await using var browser = await console.OpenAsync(scheme: scheme);
        await KeepPanesAsync(browser, [new { user = reader, peer = (string?)null }, new { user = "ann", peer = (string?)null }]);
        var page = await browser.OpenAsync("/console");
        await page.AddInitScriptAsync(
            "window.violations = [];"
            + "addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective));");
        var violations = new List<string>();
        foreach (var screen in new[] { "conversations", "sms", "orders", "services", "users", "service-keys", "webhooks", "events" })
        {
            await page.GotoAsync($"/console/{screen}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await Expect(page.GetByTestId("feed")).ToContainTextAsync("Live");
            await page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
            violations.AddRange(await Axe.ViolationsAsync(page, screen));
            Assert.Empty(await page.EvaluateAsync<string[]>("window.violations"));
        }

        await page.GotoAsync("/console/conversations");
        await Expect(page.GetByTestId("pane-left").GetByText("1 unread")).ToBeVisibleAsync();
        violations.AddRange(await Axe.ViolationsAsync(page, "unread messages"));

        await ShowEveryStatusAsync(page);
        violations.AddRange(await Axe.ViolationsAsync(page, "statuses of SMS"));

        await using var visitor = await console.OpenAsync(key: null, scheme);
        var signIn = await visitor.OpenAsync("/");
        await Expect(signIn.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        violations.AddRange(await Axe.ViolationsAsync(signIn, "sign in"));

        Assert.Empty(violations);
    }

    /// <summary>The picture of the README. eng/console --picture keeps it.</summary>
    [Fact]
    public async Task Picture_OfAConversation_ShowsBothSides()
    {
        await console.PostAsync("/users", new { id = "mara", name = "Mara Lind" });
        await console.PostAsync("/users", new { id = "nils", name = "Nils Berg" });
        await SendAsync("mara", "nils", "Hi Nils, can you come on Thursday for the inspection?");
        await SendAsync("nils", "mara", "Thursday works. Morning or afternoon?");
        var morning = await SendAsync("mara", "nils", "Morning, please. The key is at the front desk.");
        await console.PutAsync($"/messages/{morning}/likes/nils");
        await SendAsync("nils", "mara", "Booked. I will send a text message when I am on my way.");
        await using var browser = await console.OpenAsync();
        await KeepPanesAsync(browser, [new { user = "mara", peer = "nils" }, new { user = "nils", peer = "mara" }]);
        var page = await browser.OpenAsync("/console/conversations");
        foreach (var pane in new[] { "pane-left", "pane-right" })
        {
            await Expect(page.GetByTestId(pane).Locator(".message")).ToHaveCountAsync(4);
            await Expect(page.GetByTestId(pane).GetByText("read").First).ToBeVisibleAsync();
        }

        await Expect(page.GetByTestId("feed")).ToContainTextAsync("Live");
        await page.ScreenshotAsync(new() { Path = Environment.GetEnvironmentVariable("CONCIERGE_PICTURE") });
    }

    /// <summary>On a phone, the menu is closed and nothing is wider than the screen.</summary>
    [Fact]
    public async Task Page_OnPhone_IsNoWiderThanScreen()
    {
        await using var browser = await console.OpenAsync();
        var page = await browser.OpenAsync("/console/conversations");
        await page.SetViewportSizeAsync(360, 740);
        foreach (var screen in new[] { "conversations", "sms", "orders", "services", "users", "service-keys", "webhooks", "events" })
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
            await page.Locator($"nav a[href$='/{screen}']").ClickAsync();
            await Expect(page.Locator($"nav a[href$='/{screen}']")).Not.ToBeInViewportAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            Assert.True(
                await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
                $"{screen} is wider than the screen.");
        }
    }

    /// <summary>Opens the screen of SMS with one message of each status. The answer of the server is replaced.</summary>
    private async Task ShowEveryStatusAsync(IPage page)
    {
        var message = await console.PostAsync("/sms-messages", new { recipient_phone = "+12025550199", message_body = "Hello" });
        var items = Enum.GetNames<SmsStatus>().Select(status =>
        {
            var item = message.DeepClone();
            item["message_id"] = status;
            item["status"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(status);
            return item;
        }).ToArray();
        await page.RouteAsync("**/sms-messages?*", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = new JsonObject { ["items"] = new JsonArray(items), ["next_cursor"] = null }.ToJsonString(),
        }));
        await page.GotoAsync("/console/sms");
        await Expect(page.Locator("[data-status]")).ToHaveCountAsync(items.Length);
    }

    private Task OrderAsync(string id, string datetime, string service) =>
        console.PostAsync("/orders", new { id, datetime, totalfee = 100, services = new[] { new { id = service } } });

    private async Task<string> SendAsync(string from, string to, string body) =>
        (string)(await console.PostAsync("/messages", new { sender_id = from, recipient_id = to, body }))["id"]!;

    /// <summary>Chooses the users of the two panes, and whom they write to, before the page starts.</summary>
    private static Task KeepPanesAsync(ConsoleBrowser browser, object[] panes) => browser.Context.AddInitScriptAsync($$"""
        if (location.protocol === "http:") {
          sessionStorage.setItem("concierge.panes", JSON.stringify({{JsonSerializer.Serialize(panes)}}));
        }
        """);

    private static async Task ChooseAsync(IPage page, ILocator pane, string message, string action)
    {
        await pane.Locator(".message", new() { HasText = message })
            .GetByRole(AriaRole.Button, new() { Name = "Change or delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = action }).ClickAsync();
    }

    [GeneratedRegex("^Book previous free: .*07:00")]
    private static partial Regex Previous();

    [GeneratedRegex("^Book next free: .*13:00")]
    private static partial Regex Next();
}
