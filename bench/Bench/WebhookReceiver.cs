using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Concierge.Bench;

/// <summary>A receiver of webhooks on loopback. It answers 204 at once, but for one path after a second.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    public const string SlowPath = "/slow";

    private readonly WebApplication server;
    private ConcurrentQueue<double> lags = [];
    private int slow;

    private WebhookReceiver(WebApplication server) => this.server = server;

    public string Url => server.Urls.Single();

    /// <summary>Number of deliveries to the slow path that were answered.</summary>
    public int Slow => Volatile.Read(ref slow);

    public static async Task<WebhookReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{IPAddress.Loopback}:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver.server.Run(receiver.ReceiveAsync);
        await receiver.server.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>
    /// Waits for a number of deliveries to the fast paths, and gets their times from commit to arrival in milliseconds, in order. Forgets
    /// them.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are fewer deliveries, or more.</exception>
    public async Task<double[]> TakeAsync(int count, CancellationToken cancellationToken)
    {
        for (var left = 24_000; lags.Count < count && left > 0; left--)
        {
            await Task.Delay(10, cancellationToken);
        }

        return Interlocked.Exchange(ref lags, []) is var taken && taken.Count == count
            ? [.. taken.Order()]
            : throw new InvalidOperationException($"The receiver got {taken.Count} deliveries instead of {count}.");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        http.Response.StatusCode = (int)HttpStatusCode.NoContent;
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        if (http.Request.Path == SlowPath)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), http.RequestAborted);
            Interlocked.Increment(ref slow);
        }
        else
        {
            lags.Enqueue((DateTime.UtcNow - body.RootElement.GetProperty("timestamp").GetDateTime()).TotalMilliseconds);
        }
    }
}
