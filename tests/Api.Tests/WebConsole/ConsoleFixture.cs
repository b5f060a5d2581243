using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Microsoft.Playwright;

namespace Concierge.Api.Tests.WebConsole;

/// <summary>The real program in a process of its own, and Chromium.</summary>
public sealed class ConsoleFixture(TestDatabases databases) : IAsyncLifetime
{
    /// <summary>Milliseconds.</summary>
    private const float Patience = 30_000;

    private ConciergeProgram? program;
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>A client of the API, with all scopes.</summary>
    public HttpClient Api { get; private set; } = null!;

    public string Address => Api.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        program = ConciergeProgram.StartWith([], [
            .. ExternalDatabase.Arguments(await databases.CreateAsync()), "--environment", "Development", "--Auth:Mode=Keys",
            "--urls", "http://127.0.0.1:0",
        ]);
        Api = (await program.ListeningAsync()).WithKey();

        // How long a test waits for what must come.
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = Chromium.Arguments });
        foreach (var (id, name) in new[] { ("ann", "Ann"), ("bob", "Bob Brown") })
        {
            await PostAsync("/users", new { id, name });
        }

        await PostAsync("/services", new { id = "inspection", name = "Inspection" });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (program is not null)
        {
            Api.Dispose();
            await program.DisposeAsync();
        }
    }

    /// <summary>Opens a browser of its own, signed in with the key of the tests. Skips the test without Chromium.</summary>
    internal async Task<ConsoleBrowser> OpenAsync(string? key = Credentials.Key, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipUnless(browser is not null, Chromium.Missing);
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = Address,
            ColorScheme = scheme,
            ViewportSize = new() { Width = 1280, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "UTC",
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(Patience);
        if (key is not null)
        {
            // An empty page has no storage. Once per tab, so that a test can sign out.
            await context.AddInitScriptAsync($$"""
                if (location.protocol === "http:" && !sessionStorage.getItem("started")) {
                  sessionStorage.setItem("started", "yes");
                  sessionStorage.setItem("concierge.credential", JSON.stringify({ secret: "{{key}}" }));
                }
                """);
        }

        return new ConsoleBrowser(context);
    }

    /// <summary>Sends a POST that must succeed.</summary>
    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await Api.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    /// <summary>Reads what must be there.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Api.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public async Task PutAsync(string path)
    {
        using var response = await Api.PutAsync(new Uri(path, UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"PUT {path}: {response.StatusCode}");
    }

    public async Task DeleteAsync(string path)
    {
        using var response = await Api.DeleteAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"DELETE {path}: {response.StatusCode}");
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.RequestUri}: {text}");
        return JsonNode.Parse(text)!;
    }
}
