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

/// <summary>When a list is answered as a stream, and how.</summary>
internal static class StreamedList
{
    /// <summary>One item a line, each ended by a line feed (<see href="https://github.com/ndjson/ndjson-spec"/>).</summary>
    public const string ContentType = "application/x-ndjson";

    /// <summary>Whether a request would rather have a stream than a page (RFC 9110 §12.5.1). It has to name it: who takes anything gets a page.</summary>
    public static bool IsPreferred(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(ContentType) > (QualityOf("application/json") ?? QualityOf("application/*") ?? QualityOf("*/*") ?? 0);

        double? QualityOf(string type) =>
            accepted.Where(range => range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Max(range => (double?)(range.Quality ?? 1));
    }
}

/// <summary>
/// A list from one page to its end, which is read page by page while it is written, so that neither memory nor a transaction grows with it. Once the first line
/// has gone no problem can be answered any more: what goes wrong then breaks the connection off, so that nobody takes half a list for a whole one.
/// </summary>
/// <param name="first">The page to begin with.</param>
/// <param name="read">Reads the page of a cursor.</param>
internal sealed partial class StreamedList<T>(Page<T> first, Func<string, CancellationToken, Task<Result<Page<T>>>> read) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;

        // The request's time was for the first page; each of the others gets as much. Where it ran out just now, it is answered like any other.
        http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        http.RequestAborted.ThrowIfCancellationRequested();

        // A server that stops waits for what runs only as long as a request may take, which a stream may not keep to.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, http.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default);
        http.Response.ContentType = StreamedList.ContentType;
        try
        {
            await WriteAsync(http, gone.Token);
        }
        catch (Exception exception)
        {
            if (!gone.IsCancellationRequested)
            {
                BrokenOff(http.RequestServices.GetRequiredService<ILogger<StreamedList<T>>>(), exception);
            }

            http.Abort();
        }
    }

    private async Task WriteAsync(HttpContext http, CancellationToken gone)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        var timeout = http.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value.RequestTimeout;
        var body = http.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(body, new() { Encoder = options.Encoder });
        for (var page = first; ; page = await ReadAsync(page.NextCursor, timeout, gone))
        {
            foreach (var item in page.Items)
            {
                JsonSerializer.Serialize(json, item, options);
                json.Reset();
                body.Write("\n"u8);
            }

            // Waits until the client has taken most of it.
            await body.FlushAsync(gone);
            if (page.NextCursor is null)
            {
                return;
            }
        }
    }

    private async Task<Page<T>> ReadAsync(string cursor, TimeSpan timeout, CancellationToken gone)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(gone);
        patience.CancelAfter(timeout);
        var page = await read(cursor, patience.Token);
        return page.IsSuccess ? page.Value : throw new InvalidOperationException($"A later page was refused: {page.Errors[0].Code}.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A list was broken off in the middle")]
    private static partial void BrokenOff(ILogger logger, Exception exception);
}
