using Concierge.Api.Authentication;
using Concierge.Api.Idempotency;
using Concierge.Api.Problems;
using Concierge.Application.Access;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Access;

[Route("service-keys")]
[Tags("Access")]
[RequiresScope(Scopes.Admin)]
public sealed class ServiceKeysController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Makes a service key. Its secret is in this answer, and nowhere else, ever.</summary>
    [HttpPost(Name = "createServiceKey")]
    [NotReplayed]
    [ProducesResponseType<IssuedServiceKeyDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status400BadRequest, "scope_unknown")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    public async Task<IActionResult> Create(CreateServiceKeyRequest request) => Issued(await Send(new CreateServiceKey(request.Name, request.Scopes)));

    /// <summary>Lists service keys, newest first, revoked ones included.</summary>
    [HttpGet(Name = "listServiceKeys")]
    [ProducesResponseType<Page<ServiceKeyDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    public Task<IActionResult> List(int limit = Page.DefaultLimit, string? cursor = null) =>
        Listed(limit, cursor, (limit, cursor) => new ListServiceKeys(limit, cursor));

    /// <summary>Revokes a service key for good; within a second or two no replica accepts it any more.</summary>
    [HttpDelete("{id}", Name = "revokeServiceKey")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "service_key_not_found")]
    public async Task<IActionResult> Revoke(string id) => Done(await Send(new RevokeServiceKey(id)));
}
