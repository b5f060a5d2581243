using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Concierge.Api.Tests.WebConsole;

/// <summary>A browser profile. At the end of the test, what its pages complained about fails the test.</summary>
internal sealed class ConsoleBrowser : IAsyncDisposable
{
    /// <summary>Chromium reports refused and aborted requests as errors of the page. Tests of refusals cause them.</summary>
    private const string RefusedRequest = "Failed to load resource";

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = [];
    private readonly ConcurrentQueue<string> streams = [];

    public ConsoleBrowser(IBrowserContext context)
    {
        this.context = context;
        context.Console += (_, message) =>
        {
            var isRefusal = message.Text.StartsWith(RefusedRequest, StringComparison.Ordinal);
            if (message.Type is "error" or "warning" && !(MayBeRefused && isRefusal))
            {
                complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        context.WebError += (_, error) => complaints.Enqueue(error.Error);
        context.Request += (_, request) =>
        {
            if (new Uri(request.Url).AbsolutePath == "/v1/events")
            {
                streams.Enqueue(request.Url);
            }
        };
    }

    /// <summary>Whether the test causes responses with an error status.</summary>
    public bool MayBeRefused { get; set; }

    public IBrowserContext Context => context;

    /// <summary>Number of requests for a stream of events.</summary>
    public int Streams => streams.Count;

    /// <summary>Opens a tab.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.True(complaints.IsEmpty, string.Join('\n', complaints));
    }
}
