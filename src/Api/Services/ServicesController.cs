using Concierge.Api.Authentication;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Preconditions;
using Concierge.Api.Problems;
using Concierge.Application.Paging;
using Concierge.Application.Services;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Services;

[Route("services")]
[ApiTag("Services", Description = "Services that can be ordered.")]
public sealed class ServicesController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Creates a service.</summary>
    [RequiresScope(Scopes.Orders)]
    [HttpPost(Name = "createService")]
    [ProducesResponseType<ServiceDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status409Conflict, "service_exists")]
    public async Task<IActionResult> Create(CreateServiceRequest request) =>
        CreatedAt(
            await Send(new CreateService(request.Id, request.Name, request.Active ?? true)),
            service => $"/services/{service.Id}",
            service => EntityTags.Format(service.Revision));

    /// <summary>Lists services by id.</summary>
    [RequiresScope(Scopes.OrdersRead)]
    [HttpGet(Name = "listServices")]
    [ProducesResponseType<Page<ServiceDto>>(StatusCodes.Status200OK)]
    public Task<IActionResult> List([FromQuery] ListQuery query) =>
        Listed(query, (limit, cursor) => new ListServices(limit, cursor));

    /// <summary>Gets a service.</summary>
    /// <param name="id">Id of the service.</param>
    [RequiresScope(Scopes.OrdersRead)]
    [HttpGet("{id}", Name = "getService")]
    [ProducesResponseType<ServiceDto>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [Refuses(StatusCodes.Status404NotFound, "service_not_found")]
    public async Task<IActionResult> Get([CallerId] string id) =>
        Tagged(await Send(new GetService(id)), service => EntityTags.Format(service.Revision));

    /// <summary>
    /// Replaces the name of a service, and whether it takes new orders. Existing orders keep the name that they were booked with.
    /// </summary>
    /// <param name="id">Id of the service.</param>
    [RequiresScope(Scopes.Orders)]
    [HttpPut("{id}", Name = "updateService")]
    [ProducesResponseType<ServiceDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "service_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Update([CallerId] string id, UpdateServiceRequest request) =>
        Tagged(
            await Send(new UpdateService(id, request.Name, request.Active, Precondition)), service => EntityTags.Format(service.Revision));

    /// <summary>Deletes a service that no order uses.</summary>
    /// <param name="id">Id of the service.</param>
    [RequiresScope(Scopes.Orders)]
    [HttpDelete("{id}", Name = "deleteService")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "service_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "service_in_use")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Delete([CallerId] string id) => Done(await Send(new DeleteService(id, Precondition)));
}
