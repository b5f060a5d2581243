using System.ComponentModel;
using Concierge.Api.Authentication;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Preconditions;
using Concierge.Api.Problems;
using Concierge.Application.Orders;
using Concierge.Application.Orders.Batches;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
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
    [ProducesResponseType<OrderDto>(StatusCodes.Status200OK)]
    [ProducesResponseType<OrderDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status400BadRequest, "service_unknown", "service_duplicate", "service_inactive")]
    [Refuses(StatusCodes.Status400BadRequest, "datetime_invalid", "datetime_offset_required", "datetime_too_soon")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status409Conflict, "order_exists")]
    [Refuses(StatusCodes.Status409Conflict, "order_conflict", With = typeof(OrderConflictProblem))]
    [Refuses(StatusCodes.Status503ServiceUnavailable, "order_window_changed")]
    public async Task<IActionResult> Create(
        CreateOrderRequest request,
        [Description(
            "true: checks everything and stores nothing. The response is 200 with the order as it would be stored. A generated id is not "
            + "reserved.")]
        [FromQuery(Name = "validate_only")] bool validateOnly = false)
    {
        var created = await Send(new CreateOrder(request.Id, request.ToInput()) { ValidateOnly = validateOnly });
        return validateOnly ? Value(created) : CreatedAt(created, order => $"/orders/{order.Id}", OrderEntityTag.Of);
    }

    /// <summary>
    /// Carries out operations on orders: all of them, or none. All orders that the batch names give up their times first, so two orders can
    /// swap theirs. The problem of a batch that fails has the index of the first operation that failed.
    /// </summary>
    [RequiresScope(Scopes.Orders)]
    [HttpPost("batch", Name = "changeOrders")]
    [ProducesResponseType<OrderOperationResults>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "service_unknown", "service_duplicate", "service_inactive", "order_repeated", "etag_invalid")]
    [Refuses(StatusCodes.Status400BadRequest, "datetime_invalid", "datetime_offset_required", "datetime_too_soon")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "order_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "order_exists")]
    [Refuses(StatusCodes.Status409Conflict, "order_conflict", With = typeof(OrderConflictProblem))]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    [Refuses(StatusCodes.Status503ServiceUnavailable, "order_window_changed")]
    public async Task<IActionResult> Change(OrderOperationsRequest request)
    {
        List<OrderOperation?>? operations = null;
        foreach (var (index, operation) in request.Operations?.Index() ?? [])
        {
            if (operation is not null && operation.ToOperation() is null)
            {
                return new ProblemResult([PreconditionErrors.EtagInvalid.At($"/operations/{index}/if_match").InOperation(index)]);
            }

            (operations ??= []).Add(operation?.ToOperation());
        }

        var changed = await Send(new ChangeOrders(operations ?? (request.Operations is null ? null : [])));
        return Value(changed.Then<IReadOnlyList<OrderDto?>, OrderOperationResults>(
            orders => new OrderOperationResults([.. orders.Select(OrderOperationResult.Of)])));
    }

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
    [Refuses(StatusCodes.Status400BadRequest, "service_unknown", "service_duplicate", "service_inactive")]
    [Refuses(StatusCodes.Status400BadRequest, "datetime_invalid", "datetime_offset_required", "datetime_too_soon")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "order_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "order_conflict", With = typeof(OrderConflictProblem))]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    [Refuses(StatusCodes.Status503ServiceUnavailable, "order_window_changed")]
    public async Task<IActionResult> Update(
        [CallerId] string id,
        UpdateOrderRequest request,
        [Description("true: checks everything and stores nothing. The response is the order as it would be stored.")]
        [FromQuery(Name = "validate_only")] bool validateOnly = false)
    {
        var updated = await Send(new UpdateOrder(id, request.ToInput(), Precondition) { ValidateOnly = validateOnly });
        return validateOnly ? Value(updated) : Tagged(updated, OrderEntityTag.Of);
    }

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
