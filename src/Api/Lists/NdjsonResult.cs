using System.Buffers;
using System.Text.Json;
using Concierge.Api.Http;
using Concierge.Application.Paging;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Lists;

/// <summary>
/// Streams a list from a page to its end. Pages are read while the response is written, so memory and transactions stay small. After the
/// first line no problem can be sent: an error aborts the connection, so that no client takes a part of the list for the whole.
/// </summary>
/// <param name="first">The first page.</param>
/// <param name="read">Reads the page of a cursor.</param>
internal sealed partial class NdjsonResult<T>(Page<T> first, Func<string, CancellationToken, Task<Result<Page<T>>>> read) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;

        // The request timeout covers the first page. Each further page gets its own timeout.
        http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        http.RequestAborted.ThrowIfCancellationRequested();

        // Shutdown waits only as long as a request may take. A stream may take longer, so it is aborted.
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, http.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default);
        http.Response.ContentType = Ndjson.ContentType;
        if (HeadMiddleware.IsHead(http))
        {
            return;
        }

        try
        {
            await WriteAsync(http, aborted.Token);
        }
        catch (Exception exception)
        {
            if (!aborted.IsCancellationRequested)
            {
                Interrupted(http.RequestServices.GetRequiredService<ILogger<NdjsonResult<T>>>(), exception);
            }

            http.Abort();
        }
    }

    private async Task WriteAsync(HttpContext http, CancellationToken aborted)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        var timeout = http.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value.RequestTimeout;
        var body = http.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(body, new() { Encoder = options.Encoder });
        for (var page = first; ; page = await ReadAsync(page.NextCursor, timeout, aborted))
        {
            foreach (var item in page.Items)
            {
                JsonSerializer.Serialize(json, item, options);
                json.Reset();
                body.Write("\n"u8);
            }

            // Waits until the client has received most of it.
            await body.FlushAsync(aborted);
            if (page.NextCursor is null)
            {
                return;
            }
        }
    }

    private async Task<Page<T>> ReadAsync(string cursor, TimeSpan timeout, CancellationToken aborted)
    {
        using var timeoutOrAborted = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        timeoutOrAborted.CancelAfter(timeout);
        var page = await read(cursor, timeoutOrAborted.Token);
        return page.IsSuccess ? page.Value : throw new InvalidOperationException($"A page failed: {page.Errors[0].Code}.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A stream was interrupted")]
    private static partial void Interrupted(ILogger logger, Exception exception);
}
