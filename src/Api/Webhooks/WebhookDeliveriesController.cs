using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Api.Authentication;
using Concierge.Api.Events;
using Concierge.Api.Idempotency;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Paging;
using Concierge.Application.Webhooks;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Webhooks;

[Route("webhook-endpoints/{id}")]
[ApiTag("Webhooks")]
[RequiresScope(Scopes.Webhooks)]
public sealed class WebhookDeliveriesController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>
    /// Sends an event of the type webhook.test, which is not in the feed, and waits for the answer, at most 10 seconds. Works for a
    /// disabled endpoint, too.
    /// </summary>
    /// <param name="id">Id of the webhook endpoint.</param>
    [HttpPost("test", Name = "testWebhookEndpoint")]
    [NotReplayed]
    [ProducesResponseType<WebhookAttemptDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "webhook_endpoint_not_found")]
    public async Task<IActionResult> Test([DataType("uuid")] string id) => Value(await Send(new TestWebhookEndpoint(id)));

    /// <summary>Lists deliveries, newest event first.</summary>
    /// <param name="id">Id of the webhook endpoint.</param>
    /// <param name="query">Which deliveries.</param>
    [HttpGet("deliveries", Name = "listWebhookDeliveries")]
    [ProducesResponseType<Page<WebhookDeliveryDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "webhook_endpoint_not_found")]
    public Task<IActionResult> Deliveries([DataType("uuid")] string id, [FromQuery] WebhookDeliveryListQuery query) =>
        Listed(query, (limit, cursor) => new ListWebhookDeliveries(id, query.Status, limit, cursor));

    /// <summary>Lists attempts, newest first. They are kept for 7 days.</summary>
    /// <param name="id">Id of the webhook endpoint.</param>
    /// <param name="query">Which attempts.</param>
    [HttpGet("attempts", Name = "listWebhookAttempts")]
    [ProducesResponseType<Page<WebhookAttemptDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "event_id_invalid")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "webhook_endpoint_not_found")]
    public Task<IActionResult> Attempts([DataType("uuid")] string id, [FromQuery] WebhookAttemptListQuery query) =>
        Listed(query, (limit, cursor) => new ListWebhookAttempts(id, query.EventId, query.Succeeded, limit, cursor));

    /// <summary>Delivers an event again, whatever has become of it, with the same webhook-id. Its schedule begins anew.</summary>
    /// <param name="id">Id of the webhook endpoint.</param>
    /// <param name="eventId">Id of the event.</param>
    [HttpPost("deliveries/{event_id}/resend", Name = "resendWebhook")]
    [ProducesResponseType<WebhookDeliveryDto>(StatusCodes.Status202Accepted)]
    [Refuses(StatusCodes.Status400BadRequest, "event_id_invalid")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "webhook_endpoint_not_found", "webhook_delivery_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "webhook_endpoint_disabled")]
    public async Task<IActionResult> Resend(
        [DataType("uuid")] string id, [Description("Id of the event."), FromRoute(Name = "event_id")] string eventId) =>
        Taken(await Send(new ResendWebhook(id, eventId)));

    /// <summary>
    /// Delivers the events of a part of the feed again, up to the newest one. Newer events are delivered after them.
    /// </summary>
    /// <param name="id">Id of the webhook endpoint.</param>
    /// <param name="request">Which events.</param>
    [HttpPost("replay", Name = "replayWebhooks")]
    [ProducesResponseType<WebhookReplayDto>(StatusCodes.Status202Accepted)]
    [Refuses(StatusCodes.Status400BadRequest, "event_id_invalid", "datetime_invalid", "datetime_offset_required")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "webhook_endpoint_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "webhook_endpoint_disabled")]
    [Refuses(StatusCodes.Status410Gone, "resume_point_expired", With = typeof(ExpiredResumePointProblem))]
    public async Task<IActionResult> Replay([DataType("uuid")] string id, ReplayWebhooksRequest request) =>
        Taken(await Send(new ReplayWebhooks(id, request.Since, request.After, request.Only)));

    /// <summary>Returns 202 with what goes on in the background.</summary>
    private IActionResult Taken<T>(Domain.Common.Result<T> outcome) where T : notnull =>
        outcome.IsSuccess ? Accepted(outcome.Value) : new ProblemResult(outcome.Errors);
}
