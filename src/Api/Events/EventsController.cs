using System.ComponentModel;
using Concierge.Api.Authentication;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Events;
using MediatR;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Events;

[Route("")]
[RequiresScope]
[ApiTag("Events", Description = "The feed: every change as an event, in one order. Nothing is lost and nothing is repeated.")]
public sealed class EventsController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Longest time of a request for changes: the time to wait, and the usual time of a request.</summary>
    private const int ChangesTimeout = (GetChanges.MaxWait + 15) * 1000;

    /// <summary>
    /// Reads events after an id, oldest first. A user sees the events that name them; a backend those that its scopes allow.
    /// </summary>
    [HttpGet("changes", Name = "getChanges")]
    [RequestTimeout(ChangesTimeout)]
    [ProducesResponseType<ChangesDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "event_id_invalid", "event_type_unknown")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden", "scope_missing")]
    [Refuses(StatusCodes.Status410Gone, "resume_point_expired", With = typeof(ExpiredResumePointProblem))]
    public async Task<IActionResult> Changes([FromQuery] ChangesParameters query)
    {
        Response.Headers.CacheControl = "no-store";
        return Value(await Send(new GetChanges(query.ToQuery(query.After), query.Limit, query.Wait)));
    }

    /// <summary>
    /// Streams events as they happen (server-sent events). <c>Last-Event-ID</c>, which browsers send when they reconnect, wins over
    /// <c>after</c>.
    /// </summary>
    /// <param name="query">From where, and which events.</param>
    /// <param name="lastEventId">Id of the last event that the client has received.</param>
    [HttpGet("events", Name = "streamEvents")]
    [DisableRequestTimeout]
    [ProducesResponseType<string>(StatusCodes.Status200OK, EventStream.ContentType)]
    [Refuses(StatusCodes.Status400BadRequest, "event_id_invalid", "event_type_unknown")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden", "scope_missing")]
    [Refuses(StatusCodes.Status410Gone, "resume_point_expired", With = typeof(ExpiredResumePointProblem))]
    [Refuses(StatusCodes.Status429TooManyRequests, "too_many_streams")]
    [Refuses(StatusCodes.Status503ServiceUnavailable, "too_many_connections")]
    public async Task<IActionResult> Stream(
        [FromQuery] FeedParameters query,
        [FromHeader(Name = "Last-Event-ID"), Description("Id of the last event that the client has received.")] string? lastEventId)
    {
        var start = await Send(new GetStreamStart(query.ToQuery(string.IsNullOrEmpty(lastEventId) ? query.After : lastEventId)));
        return start.IsSuccess ? new EventStream(start.Value) : new ProblemResult(start.Errors);
    }
}
