using System.ComponentModel.DataAnnotations;
using Concierge.Api.Authentication;
using Concierge.Api.Idempotency;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Access;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Concierge.Api.Access;

[Route("service-keys")]
[ApiTag("Access", Description = "Service keys of backends and tokens of users.")]
[RequiresScope(Scopes.Admin)]
public sealed class ServiceKeysController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Creates a service key. Only this response contains the secret.</summary>
    [HttpPost(Name = "createServiceKey")]
    [NotReplayed]
    [ProducesResponseType<IssuedServiceKeyDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status400BadRequest, "scope_unknown", "expires_at_past", "datetime_invalid", "datetime_offset_required")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    public async Task<IActionResult> Create(CreateServiceKeyRequest request) =>
        Issued(await Send(new CreateServiceKey(request.Name, request.Scopes, request.ExpiresAt)));

    /// <summary>Lists service keys, newest first, including revoked keys.</summary>
    [HttpGet(Name = "listServiceKeys")]
    [ProducesResponseType<Page<ServiceKeyDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    public Task<IActionResult> List([FromQuery] ListQuery query) =>
        Listed(query, (limit, cursor) => new ListServiceKeys(limit, cursor));

    /// <summary>
    /// Replaces a service key by a new one with the same name, scopes and lifetime. The old key is accepted until the overlap ends. Only
    /// this response contains the new secret.
    /// </summary>
    /// <param name="id">Id of the service key to replace.</param>
    [HttpPost("{id}/rotate", Name = "rotateServiceKey")]
    [NotReplayed]
    [ProducesResponseType<IssuedServiceKeyDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "service_key_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "service_key_inactive")]
    public async Task<IActionResult> Rotate(
        [DataType("uuid")] string id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RotateServiceKeyRequest? request) =>
        Issued(await Send(new RotateServiceKey(id, request?.Overlap)));

    /// <summary>Revokes a service key permanently. Within two seconds, no replica accepts it.</summary>
    /// <param name="id">Id of the service key.</param>
    [HttpDelete("{id}", Name = "revokeServiceKey")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "service_key_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "last_admin_key")]
    public async Task<IActionResult> Revoke([DataType("uuid")] string id) =>
        Done(await Send(new RevokeServiceKey(id, AllowsLastAdmin: false)));
}
