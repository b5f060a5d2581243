using System.Text.Json;
using Concierge.Api.Authentication;
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
/// first line no problem can be sent: an error aborts the connection, so that no client takes a part of the list for the whole. So do a
/// client that does not read and credentials that end.
/// </summary>
/// <param name="first">The first page.</param>
/// <param name="limit">Maximum size of each page.</param>
/// <param name="read">Reads the page of a cursor.</param>
internal sealed partial class NdjsonResult<T>(
    Page<T> first, PageLimit limit, Func<PageLimit, string, CancellationToken, Task<Result<Page<T>>>> read) : IActionResult
{
    /// <summary>What is still to be written of the page: a written item can be collected, also while the client does not read.</summary>
    private readonly Queue<T> items = new(first.Items);

    private string? next = first.NextCursor;

    private int pageItems = first.Items.Count;

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;

        // The request timeout covers the first page. Each further page and each flush gets its own timeout.
        http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        http.RequestAborted.ThrowIfCancellationRequested();

        using var caller = http.RequestServices.GetRequiredService<CredentialWatch>().Open(http.User);

        // Shutdown waits only as long as a request may take. A stream may take longer, so it is aborted.
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            http.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default,
            caller.Ended);
        http.Response.ContentType = Ndjson.ContentType;
        if (HeadMiddleware.IsHead(http))
        {
            return;
        }

        var lines = new NdjsonWriter(http, aborted.Token);
        try
        {
            await WriteAsync(lines, caller, http, aborted.Token);
        }
        catch (Exception exception)
        {
            var logger = http.RequestServices.GetRequiredService<ILogger<NdjsonResult<T>>>();
            if (caller.Ended.IsCancellationRequested)
            {
                CredentialsEnded(logger);
            }
            else if (lines.IsStalled)
            {
                Stalled(logger);
            }
            else if (!aborted.IsCancellationRequested)
            {
                Interrupted(logger, exception);
            }

            http.Abort();
        }
    }

    private async Task WriteAsync(NdjsonWriter lines, CredentialWatch.Watched caller, HttpContext http, CancellationToken aborted)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        while (true)
        {
            while (items.TryDequeue(out var item))
            {
                await lines.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(item, options));
            }

            await lines.FlushAsync();
            if (next is null)
            {
                return;
            }

            await ReadAsync(next, caller, http, aborted);
        }
    }

    /// <summary>
    /// Checks the credentials again and reads the next page. Large items fill a page before its limit; then fewer rows are asked for, so
    /// that few are read in vain.
    /// </summary>
    private async Task ReadAsync(string cursor, CredentialWatch.Watched caller, HttpContext http, CancellationToken aborted)
    {
        using var time = new CancellationTokenSource(
            http.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value.RequestTimeout,
            http.RequestServices.GetRequiredService<TimeProvider>());
        using var timeOrAborted = CancellationTokenSource.CreateLinkedTokenSource(time.Token, aborted);
        await caller.CheckAsync(timeOrAborted.Token);
        var page = await read(limit with { Items = Math.Min(limit.Items, 2 * pageItems) }, cursor, timeOrAborted.Token);
        if (!page.IsSuccess)
        {
            throw new InvalidOperationException($"A page failed: {page.Errors[0].Code}.");
        }

        (next, pageItems) = (page.Value.NextCursor, page.Value.Items.Count);
        foreach (var item in page.Value.Items)
        {
            items.Enqueue(item);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A stream was interrupted")]
    private static partial void Interrupted(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "A stream was ended, because the credentials of its caller ended")]
    private static partial void CredentialsEnded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "A stream was ended, because its client did not read it")]
    private static partial void Stalled(ILogger logger);
}
