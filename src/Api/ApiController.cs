using Concierge.Api.Http;
using Concierge.Api.Lists;
using Concierge.Api.Problems;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Concierge.Api;

/// <summary>What every controller does with the outcome of a use case.</summary>
[ApiController]
public abstract class ApiController(IMediator mediator) : ControllerBase
{
    protected Task<TOutcome> Send<TOutcome>(IRequest<TOutcome> request) => mediator.Send(request, HttpContext.RequestAborted);

    /// <summary>The <c>If-Match</c> of the request.</summary>
    protected Precondition IfMatch => EntityTags.ReadIfMatch(Request);

    /// <summary>201 with the address and the tag of what was made.</summary>
    protected IActionResult CreatedAt<T>(Result<T> outcome, Func<T, string> path, Func<T, string> etag) where T : notnull
    {
        if (!outcome.IsSuccess)
        {
            return new ProblemResult(outcome.Errors);
        }

        Response.Headers.ETag = etag(outcome.Value);
        return Created(Request.PathBase + path(outcome.Value), outcome.Value);
    }

    /// <summary>201 with what was made and is told this once; it has no address at which it could be read again.</summary>
    protected IActionResult Issued<T>(Result<T> outcome) where T : notnull =>
        outcome.IsSuccess ? StatusCode(StatusCodes.Status201Created, outcome.Value) : new ProblemResult(outcome.Errors);

    /// <summary>200 with the tag, or 304 to a GET whose <c>If-None-Match</c> names it.</summary>
    protected IActionResult Tagged<T>(Result<T> outcome, Func<T, string> etag) where T : notnull
    {
        if (!outcome.IsSuccess)
        {
            return new ProblemResult(outcome.Errors);
        }

        var tag = etag(outcome.Value);
        Response.Headers.ETag = tag;
        return HttpMethods.IsGet(Request.Method) && EntityTags.IsNamedByIfNoneMatch(Request, tag)
            ? StatusCode(StatusCodes.Status304NotModified)
            : Ok(outcome.Value);
    }

    /// <summary>A page of a list; or, to whoever prefers <see cref="Ndjson.ContentType"/>, all of it from the cursor on, as a stream.</summary>
    /// <param name="limit">The most items on a page. A stream whose request names no limit is read by the largest.</param>
    /// <param name="cursor">Where to begin; null for the beginning.</param>
    /// <param name="query">The use case that gives the page of a limit and a cursor.</param>
    protected async Task<IActionResult> Listed<T>(int limit, string? cursor, Func<int, string?, IRequest<Result<Page<T>>>> query)
    {
        if (!Ndjson.IsPreferred(Request))
        {
            return Paged(await Send(query(limit, cursor)));
        }

        var rows = Request.Query.ContainsKey("limit") ? limit : Page.MaxLimit;
        var first = await Send(query(rows, cursor));
        return first.IsSuccess
            ? new NdjsonResult<T>(first.Value, (next, cancellationToken) => mediator.Send(query(rows, next), cancellationToken))
            : new ProblemResult(first.Errors);
    }

    /// <summary>200 with the value.</summary>
    protected IActionResult Value<T>(Result<T> outcome) where T : notnull =>
        outcome.IsSuccess ? Ok(outcome.Value) : new ProblemResult(outcome.Errors);

    /// <summary>204.</summary>
    protected IActionResult Done(Result outcome) => outcome.IsSuccess ? NoContent() : new ProblemResult(outcome.Errors);

    /// <summary>200 with the page, and the address of the next one as a <c>Link</c> (RFC 8288).</summary>
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
