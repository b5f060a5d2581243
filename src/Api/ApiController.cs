using Concierge.Api.Idempotency;
using Concierge.Api.Lists;
using Concierge.Api.Preconditions;
using Concierge.Api.Problems;
using Concierge.Api.RateLimiting;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Domain.Common;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Concierge.Api;

/// <summary>Sends use cases and turns their outcomes into responses.</summary>
[ApiController]
[Refuses(StatusCodes.Status400BadRequest, "validation_failed")]
[Refuses(StatusCodes.Status500InternalServerError, "internal_error")]
[Refuses(StatusCodes.Status503ServiceUnavailable, "database_unavailable", "request_timed_out")]
public abstract class ApiController(IMediator mediator) : ControllerBase
{
    protected Task<TOutcome> Send<TOutcome>(IRequest<TOutcome> request) => mediator.Send(request, HttpContext.RequestAborted);

    /// <summary>Sends the command of a POST on an existing resource, or the query for the resource where the POST is replayed.</summary>
    protected Task<TOutcome> SendOnce<TOutcome>(ICommand<TOutcome> command, IQuery<TOutcome> current) =>
        Replay.IsIn(HttpContext) ? Send(current) : Send(command);

    /// <summary>Gets the precondition of the headers <c>If-Match</c> and <c>If-None-Match</c>.</summary>
    protected Precondition Precondition => EntityTags.ReadPrecondition(Request);

    /// <summary>Returns 201 with the new resource, its address and its entity tag.</summary>
    protected IActionResult CreatedAt<T>(Result<T> outcome, Func<T, string> path, Func<T, string> etag) where T : notnull
    {
        if (!outcome.IsSuccess)
        {
            return new ProblemResult(outcome.Errors);
        }

        Response.Headers.ETag = etag(outcome.Value);
        return Created(Request.PathBase + path(outcome.Value), outcome.Value);
    }

    /// <summary>Returns 201 without an address: the response holds a secret and cannot be read again.</summary>
    protected IActionResult Issued<T>(Result<T> outcome) where T : notnull =>
        outcome.IsSuccess ? StatusCode(StatusCodes.Status201Created, outcome.Value) : new ProblemResult(outcome.Errors);

    /// <summary>Returns 200 with the entity tag, or 304 to a GET whose <c>If-None-Match</c> contains it.</summary>
    protected IActionResult Tagged<T>(Result<T> outcome, Func<T, string> etag) where T : notnull
    {
        if (!outcome.IsSuccess)
        {
            return new ProblemResult(outcome.Errors);
        }

        var tag = etag(outcome.Value);
        Response.Headers.ETag = tag;
        return HttpMethods.IsGet(Request.Method) && EntityTags.IsNotModified(Request, tag)
            ? StatusCode(StatusCodes.Status304NotModified)
            : Ok(outcome.Value);
    }

    /// <summary>Returns a page of a list. A client that prefers NDJSON gets the list from the cursor to its end, as a stream.</summary>
    /// <param name="list">The limit and the cursor of the request. A stream without a limit reads pages of the maximum size.</param>
    /// <param name="query">Creates the use case for a limit and a cursor.</param>
    protected async Task<IActionResult> Listed<T>(ListQuery list, Func<PageLimit, string?, IRequest<Result<Page<T>>>> query)
    {
        if (!Ndjson.IsPreferred(Request))
        {
            return Paged(await Send(query(list.Limit, list.Cursor)));
        }

        if (!HttpContext.RequestServices.GetRequiredService<RateLimits>().TryStream(HttpContext))
        {
            return new HttpErrorResult(RateLimitErrors.TooManyStreams);
        }

        var limit = new PageLimit(Request.Query.ContainsKey("limit") ? list.Limit : Page.MaxLimit, Ndjson.PageBytes);
        var first = await Send(query(limit, list.Cursor));
        return first.IsSuccess
            ? new NdjsonResult<T>(first.Value, limit, (size, next, cancellation) => mediator.Send(query(size, next), cancellation))
            : new ProblemResult(first.Errors);
    }

    /// <summary>Returns 200 with the value.</summary>
    protected IActionResult Value<T>(Result<T> outcome) where T : notnull =>
        outcome.IsSuccess ? Ok(outcome.Value) : new ProblemResult(outcome.Errors);

    /// <summary>Returns 204.</summary>
    protected IActionResult Done(Result outcome) => outcome.IsSuccess ? NoContent() : new ProblemResult(outcome.Errors);

    /// <summary>Returns 200 with the page, and the address of the next page in <c>Link</c> (RFC 8288).</summary>
    private IActionResult Paged<T>(Result<Page<T>> outcome)
    {
        if (!outcome.IsSuccess)
        {
            return new ProblemResult(outcome.Errors);
        }

        if (outcome.Value.NextCursor is { } cursor)
        {
            var query = QueryHelpers.ParseQuery(Request.QueryString.Value);
            query["cursor"] = cursor;
            Response.Headers.Link = $"<{QueryHelpers.AddQueryString(Request.PathBase + Request.Path, query)}>; rel=\"next\"";
        }

        return Ok(outcome.Value);
    }
}
