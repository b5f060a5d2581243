using Concierge.Api.Authentication;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Orders;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Orders;

[Route("orders")]
[ApiTag("Orders", Description = "Orders of services. Orders that share a service are at least three hours apart, or the configured time.")]
public sealed class OrdersController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>
    /// Creates an order, unless an order that shares a service is less than three hours (configurable) before or after it.
    /// </summary>
    [RequiresScope(Scopes.Orders)]
    [HttpPost(Name = "createOrder")]
    [ProducesResponseType<OrderDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status400BadRequest, "service_unknown", "service_duplicate", "datetime_invalid", "datetime_offset_required")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status409Conflict, "order_exists")]
    [Refuses(StatusCodes.Status409Conflict, "order_conflict", With = typeof(OrderConflictProblem))]
    [Refuses(StatusCodes.Status503ServiceUnavailable, "order_window_changed")]
    public async Task<IActionResult> Create(CreateOrderRequest request) =>
        CreatedAt(await Send(new CreateOrder(request.Id, request.ToInput())), order => $"/orders/{order.Id}", OrderEntityTag.Of);

    /// <summary>Lists the orders of an interval by datetime, latest first by default.</summary>
    [RequiresScope(Scopes.OrdersRead)]
    [HttpGet(Name = "listOrders")]
    [ProducesResponseType<Page<OrderDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "datetime_invalid", "datetime_offset_required")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    public Task<IActionResult> List([FromQuery] OrderListQuery query) => Listed(query, query.ToList);

    /// <summary>Gets an order.</summary>
    /// <param name="id">Id of the order.</param>
    [RequiresScope(Scopes.OrdersRead)]
    [HttpGet("{id}", Name = "getOrder")]
    [ProducesResponseType<OrderDto>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "order_not_found")]
    public async Task<IActionResult> Get([CallerId] string id) => Tagged(await Send(new GetOrder(id)), OrderEntityTag.Of);

    /// <summary>Replaces an order if its new time is free. The order never conflicts with its own old time.</summary>
    /// <param name="id">Id of the order.</param>
    [RequiresScope(Scopes.Orders)]
    [HttpPut("{id}", Name = "updateOrder")]
    [ProducesResponseType<OrderDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "service_unknown", "service_duplicate", "datetime_invalid", "datetime_offset_required")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "order_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "order_conflict", With = typeof(OrderConflictProblem))]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    [Refuses(StatusCodes.Status503ServiceUnavailable, "order_window_changed")]
    public async Task<IActionResult> Update([CallerId] string id, UpdateOrderRequest request) =>
        Tagged(await Send(new UpdateOrder(id, request.ToInput(), Precondition)), OrderEntityTag.Of);

    /// <summary>Deletes an order. Its time is free again.</summary>
    /// <param name="id">Id of the order.</param>
    [RequiresScope(Scopes.Orders)]
    [HttpDelete("{id}", Name = "deleteOrder")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "order_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Delete([CallerId] string id) => Done(await Send(new DeleteOrder(id, Precondition)));
}
