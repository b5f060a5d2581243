using System.ComponentModel.DataAnnotations;
using Concierge.Api.Authentication;
using Concierge.Api.Idempotency;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Preconditions;
using Concierge.Api.Problems;
using Concierge.Application.Paging;
using Concierge.Application.Sms;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Sms;

[Route("sms-messages")]
[ApiTag("SMS messages", Description = "Text messages to phones: queued, sent through a gateway, and updated from delivery reports.")]
[RequiresScope(Scopes.Sms)]
public sealed class SmsController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Queues an SMS. After the response, the message is stored and will be sent through the gateway.</summary>
    [HttpPost(Name = "queueSms")]
    [ProducesResponseType<SmsMessageDto>(StatusCodes.Status201Created)]
    [Refuses(
        StatusCodes.Status400BadRequest, "phone_invalid", "body_blank", "body_too_long",
        "send_at_past", "datetime_invalid", "datetime_offset_required")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status429TooManyRequests, "sms_recipient_limit_reached", "sms_quota_used_up")]
    [Refuses(StatusCodes.Status503ServiceUnavailable, "sms_key_retired")]
    public async Task<IActionResult> Queue(SendSmsRequest request) => CreatedAt(
        await Send(new QueueSms(request.RecipientPhone, request.MessageBody, request.SendAt, request.TimeToLive, request.Metadata)),
        message => $"/sms-messages/{message.MessageId}",
        sms => EntityTags.Format(sms.Revision));

    /// <summary>Queues an SMS. Same as queueSms, at its original path.</summary>
    [HttpPost("/send-message", Name = "sendSms")]
    [ProducesResponseType<SmsMessageDto>(StatusCodes.Status201Created)]
    [Refuses(
        StatusCodes.Status400BadRequest, "phone_invalid", "body_blank", "body_too_long",
        "send_at_past", "datetime_invalid", "datetime_offset_required")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status429TooManyRequests, "sms_recipient_limit_reached", "sms_quota_used_up")]
    [Refuses(StatusCodes.Status503ServiceUnavailable, "sms_key_retired")]
    public Task<IActionResult> SendMessage(SendSmsRequest request) => Queue(request);

    /// <summary>Lists SMS messages, newest first by default.</summary>
    [HttpGet(Name = "listSms")]
    [ProducesResponseType<Page<SmsMessageDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "phone_invalid")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    public Task<IActionResult> List([FromQuery] SmsListQuery query) => Listed(query, query.ToList);

    /// <summary>Lists SMS messages. Same as listSms, at the path of sendSms.</summary>
    [HttpGet("/send-message", Name = "listSentSms")]
    [ProducesResponseType<Page<SmsMessageDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "phone_invalid")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    public Task<IActionResult> ListSent([FromQuery] SmsListQuery query) => List(query);

    /// <summary>Gets an SMS message.</summary>
    /// <param name="id">Id of the SMS message.</param>
    [HttpGet("{id}", Name = "getSms")]
    [ProducesResponseType<SmsMessageDto>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "sms_not_found")]
    public async Task<IActionResult> Get([DataType("uuid")] string id) =>
        Tagged(await Send(new GetSms(id)), sms => EntityTags.Format(sms.Revision));

    /// <summary>Cancels an SMS that is not yet being sent.</summary>
    /// <param name="id">Id of the SMS message.</param>
    [HttpPost("{id}/cancel", Name = "cancelSms")]
    [RendersCurrentState]
    [ProducesResponseType<SmsMessageDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "sms_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "sms_not_cancelable")]
    public async Task<IActionResult> Cancel([DataType("uuid")] string id) =>
        Tagged(await SendOnce(new CancelSms(id), new GetSms(id)), sms => EntityTags.Format(sms.Revision));

    /// <summary>
    /// Removes the number and the text of an SMS for good. Only of one with a terminal status. Everything else stays, the metadata too.
    /// Repeating it changes nothing.
    /// </summary>
    /// <param name="id">Id of the SMS message.</param>
    [HttpPost("{id}/redact", Name = "redactSms")]
    [RendersCurrentState]
    [ProducesResponseType<SmsMessageDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "sms_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "sms_not_redactable")]
    public async Task<IActionResult> Redact([DataType("uuid")] string id) =>
        Tagged(await SendOnce(new RedactSms(id), new GetSms(id)), sms => EntityTags.Format(sms.Revision));

    /// <summary>Reports the encoding and the number of segments of an SMS. Nothing is stored.</summary>
    [HttpPost("preview", Name = "previewSms")]
    [ProducesResponseType<SmsPreviewDto>(StatusCodes.Status200OK)]
    [Refuses(
        StatusCodes.Status400BadRequest, "phone_invalid", "body_blank", "body_too_long", "datetime_invalid", "datetime_offset_required")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    public async Task<IActionResult> Preview(PreviewSmsRequest request) =>
        Value(await Send(
            new PreviewSms(request.RecipientPhone, request.MessageBody, request.SendAt, request.TimeToLive, request.Metadata)));
}
