using System.Buffers;
using System.Text;
using Concierge.Api.Http;
using Concierge.Api.Problems;
using Concierge.Application.Events;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Events;

/// <summary>
/// Streams events as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). Old and new events come from one
/// loop, so there is no gap between them. The stream owns no queue: a client that reads slowly falls behind and catches up.
/// </summary>
internal sealed partial class EventStream(StreamStart start) : IActionResult
{
    public const string ContentType = "text/event-stream";

    /// <summary>Maximum number of bytes between two flushes.</summary>
    private const int MaxUnflushed = 32 * 1024;

    private const int MaxBatch = 200;

    /// <summary>Time that a client has to receive what was flushed.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Time between two signs of life. Each moves the resume point of the client.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        var services = http.RequestServices;
        var (connection, refusal) = services.GetRequiredService<EventConnections>().Open(http.User);
        if (refusal is not null)
        {
            await ProblemWriter.WriteAsync(http, refusal);
            return;
        }

        using (connection)
        {
            http.Response.ContentType = ContentType;
            http.Response.Headers.CacheControl = "no-store";

            // Nginx would hold events back (https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering).
            http.Response.Headers["X-Accel-Buffering"] = "no";
            if (HeadMiddleware.IsHead(http))
            {
                return;
            }

            using var end = ActivatorUtilities.CreateInstance<EventStreamEnd>(services, http);
            try
            {
                await RunAsync(http, services.GetRequiredService<IEventFeed>(), services.GetRequiredService<TimeProvider>(), end);
            }
            catch (Exception exception)
            {
                if (!http.RequestAborted.IsCancellationRequested)
                {
                    var logger = services.GetRequiredService<ILogger<EventStream>>();
                    Interrupted(logger, exception);
                }

                http.Abort();
            }
        }
    }

    private async Task RunAsync(HttpContext http, IEventFeed feed, TimeProvider clock, EventStreamEnd end)
    {
        var after = start.After;
        Write(http, "retry: 2000\n\n");
        Write(http, $"id: {after}\nevent: ready\ndata: {{}}\n\n");
        await FlushAsync(http, clock);
        var lastSign = clock.GetTimestamp();
        while (!end.Token.IsCancellationRequested)
        {
            var batch = await feed.ReadAsync(after, start.Filter, MaxBatch, http.RequestAborted);
            if (batch.Epoch != after.Epoch)
            {
                end.Because("feed_restored");
                break;
            }

            after = batch.ResumePoint;
            if (batch.Items.Count > 0)
            {
                await WriteAsync(http, clock, batch.Items);
                lastSign = clock.GetTimestamp();
            }
            else if (after.Position >= batch.Head)
            {
                var patience = Heartbeat - clock.GetElapsedTime(lastSign);
                if (patience <= TimeSpan.Zero)
                {
                    Write(http, $"id: {after}\nevent: ping\ndata: {{}}\n\n");
                    await FlushAsync(http, clock);
                    lastSign = clock.GetTimestamp();
                }
                else
                {
                    after = (await feed.WaitAsync(after, start.Filter.User, patience, end.Token)).Next;
                }
            }
        }

        http.RequestAborted.ThrowIfCancellationRequested();
        await end.DelayAsync(http.RequestAborted);
        Write(http, $"event: bye\nretry: {Random.Shared.Next(500, 5000)}\ndata: {{\"reason\":\"{end.Reason}\"}}\n\n");
        await FlushAsync(http, clock);
    }

    private static async Task WriteAsync(HttpContext http, TimeProvider clock, IReadOnlyList<FeedEvent> events)
    {
        var unflushed = 0;
        foreach (var change in events)
        {
            Write(http, $"id: {change.Id}\ndata: ");
            http.Response.BodyWriter.Write(change.Json);
            Write(http, "\n\n");
            unflushed += change.Json.Length;
            if (unflushed >= MaxUnflushed)
            {
                await FlushAsync(http, clock);
                unflushed = 0;
            }
        }

        await FlushAsync(http, clock);
    }

    private static void Write(HttpContext http, string text) => Encoding.UTF8.GetBytes(text, http.Response.BodyWriter);

    /// <summary>Waits until the client has received most of what was written.</summary>
    /// <exception cref="TimeoutException">The client does not read.</exception>
    private static async ValueTask FlushAsync(HttpContext http, TimeProvider clock)
    {
        var flush = http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        if (!flush.IsCompletedSuccessfully)
        {
            await flush.AsTask().WaitAsync(FlushTimeout, clock, http.RequestAborted);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A stream of events was interrupted")]
    private static partial void Interrupted(ILogger logger, Exception exception);
}
