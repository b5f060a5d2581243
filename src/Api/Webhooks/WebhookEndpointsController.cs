using System.ComponentModel.DataAnnotations;
using Concierge.Api.Authentication;
using Concierge.Api.Idempotency;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Paging;
using Concierge.Application.Webhooks;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Concierge.Api.Webhooks;

[Route("webhook-endpoints")]
[ApiTag("Webhooks", Description = "Endpoints that receive the events of the feed as signed HTTP requests (Standard Webhooks).")]
[RequiresScope(Scopes.Webhooks)]
public sealed class WebhookEndpointsController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>
    /// Creates an endpoint, which receives the events from now on. It keeps the scopes of its creator and receives only events that these
    /// allow. Only this response contains the secret.
    /// </summary>
    [HttpPost(Name = "createWebhookEndpoint")]
    [NotReplayed]
    [ProducesResponseType<IssuedWebhookEndpointDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status400BadRequest, "url_not_allowed", "https_required", "event_type_unknown")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden", "scope_missing")]
    [Refuses(StatusCodes.Status409Conflict, "too_many_endpoints")]
    public async Task<IActionResult> Create(CreateWebhookEndpointRequest request) => CreatedAt(
        await Send(new CreateWebhookEndpoint(request.Url, request.Types, request.Description, request.Enabled ?? true)),
        endpoint => $"/webhook-endpoints/{endpoint.Id}",
        WebhookEntityTag.Of);

    /// <summary>Lists webhook endpoints, newest first.</summary>
    [HttpGet(Name = "listWebhookEndpoints")]
    [ProducesResponseType<Page<WebhookEndpointDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    public Task<IActionResult> List([FromQuery] ListQuery query) =>
        Listed(query, (limit, cursor) => new ListWebhookEndpoints(limit, cursor));

    /// <summary>Gets a webhook endpoint.</summary>
    /// <param name="id">Id of the webhook endpoint.</param>
    [HttpGet("{id}", Name = "getWebhookEndpoint")]
    [ProducesResponseType<WebhookEndpointDto>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "webhook_endpoint_not_found")]
    public async Task<IActionResult> Get([DataType("uuid")] string id) =>
        Tagged(await Send(new GetWebhookEndpoint(id)), WebhookEntityTag.Of);

    /// <summary>Replaces the URL, the types and the description of an endpoint, and enables or disables it.</summary>
    /// <param name="id">Id of the webhook endpoint.</param>
    [HttpPut("{id}", Name = "updateWebhookEndpoint")]
    [ProducesResponseType<WebhookEndpointDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "url_not_allowed", "https_required", "event_type_unknown")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden", "scope_missing")]
    [Refuses(StatusCodes.Status404NotFound, "webhook_endpoint_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Update([DataType("uuid")] string id, UpdateWebhookEndpointRequest request) => Tagged(
        await Send(new UpdateWebhookEndpoint(
            id, request.Url, request.Types, request.Description, request.Enabled, request.Resume, Precondition)),
        WebhookEntityTag.Of);

    /// <summary>Deletes an endpoint with its secrets, deliveries and attempts.</summary>
    /// <param name="id">Id of the webhook endpoint.</param>
    [HttpDelete("{id}", Name = "deleteWebhookEndpoint")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "webhook_endpoint_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Delete([DataType("uuid")] string id) => Done(await Send(new DeleteWebhookEndpoint(id, Precondition)));

    /// <summary>
    /// Replaces the secret of an endpoint. Until the overlap ends, events are signed with both secrets. Only this response contains the new
    /// one.
    /// </summary>
    /// <param name="id">Id of the webhook endpoint.</param>
    [HttpPost("{id}/rotate-secret", Name = "rotateWebhookSecret")]
    [NotReplayed]
    [ProducesResponseType<RotatedWebhookSecretDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "webhook_endpoint_not_found")]
    public async Task<IActionResult> RotateSecret(
        [DataType("uuid")] string id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RotateWebhookSecretRequest? request) =>
        Value(await Send(new RotateWebhookSecret(id, request?.Overlap)));
}
