using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Api.Authentication;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Orders;
using Concierge.Domain.Access;
using Concierge.Domain.Orders;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Orders;

[Route("availability")]
[ApiTag("Orders")]
public sealed class AvailabilityController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Gets the times at which an order with these services would be accepted, in an interval of at most 32 days.</summary>
    /// <param name="from">Start of the interval, inclusive: RFC 3339 with an offset from UTC. Write + as %2B.</param>
    /// <param name="to">End of the interval, inclusive: RFC 3339 with an offset from UTC. Write + as %2B.</param>
    [RequiresScope(Scopes.OrdersRead)]
    [HttpGet(Name = "getAvailability")]
    [ProducesResponseType<AvailabilityDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "service_unknown", "service_duplicate", "service_inactive")]
    [Refuses(StatusCodes.Status400BadRequest, "datetime_invalid", "datetime_offset_required")]
    public async Task<IActionResult> Get(
        [Required, DataType(DataType.DateTime), FromQuery] string? from,
        [Required, DataType(DataType.DateTime), FromQuery] string? to,
        [Description("Services to order together. Repeat the parameter for each service."), Required, Length(1, ServiceSelection.MaxCount)]
        [CallerId, FromQuery(Name = "service_id")] IReadOnlyList<string?>? serviceIds) =>
        Value(await Send(new GetAvailability(from, to, serviceIds)));

    /// <summary>Gets the first time, now or later, at which an order with these services would be accepted.</summary>
    /// <param name="after">Time from which to search, inclusive: RFC 3339 with an offset from UTC. Write + as %2B. Now if absent.</param>
    [RequiresScope(Scopes.OrdersRead)]
    [HttpGet("next", Name = "getNextAvailability")]
    [ProducesResponseType<NextAvailabilityDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "service_unknown", "service_duplicate", "service_inactive")]
    [Refuses(StatusCodes.Status400BadRequest, "datetime_invalid", "datetime_offset_required")]
    public async Task<IActionResult> GetNext(
        [DataType(DataType.DateTime), FromQuery] string? after,
        [Description("Services to order together. Repeat the parameter for each service."), Required, Length(1, ServiceSelection.MaxCount)]
        [CallerId, FromQuery(Name = "service_id")] IReadOnlyList<string?>? serviceIds) =>
        Value(await Send(new GetNextAvailability(after, serviceIds)));
}
