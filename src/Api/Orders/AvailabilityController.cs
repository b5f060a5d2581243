using Concierge.Api.Authentication;
using Concierge.Api.Problems;
using Concierge.Application.Orders;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Orders;

[Route("availability")]
[Tags("Orders")]
public sealed class AvailabilityController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Gets the instants at which an order for these services would be accepted, of at most 31 days, both ends included.</summary>
    [RequiresScope(Scopes.OrdersRead)]
    [HttpGet(Name = "getAvailability")]
    [ProducesResponseType<AvailabilityDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "service_unknown", "service_duplicate", "datetime_invalid", "datetime_offset_required")]
    public async Task<IActionResult> Get(
        [FromQuery] string? from, [FromQuery] string? to, [FromQuery(Name = "service_id")] IReadOnlyList<string?>? serviceIds) =>
        Value(await Send(new GetAvailability(from, to, serviceIds)));
}
