using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

/// <summary>Lists orders from one time on, and up to, but not including, another.</summary>
public sealed record ListOrders(string? From, string? To, string? ServiceId, string Order, int Limit, string? Cursor) : IQuery<Result<Page<OrderDto>>>, IBackendOnly;

internal sealed class ListOrdersValidator : AbstractValidator<ListOrders>
{
    public ListOrdersValidator()
    {
        this.RuleForRange(query => (query.From, query.To), optional: true);
        this.RuleForCallerId("/service_id", query => query.ServiceId, optional: true);
        this.RuleForOrder(query => query.Order);
        this.RuleForLimit(query => query.Limit);
    }
}

internal sealed class ListOrdersHandler(IOrderReader orders) : IRequestHandler<ListOrders, Result<Page<OrderDto>>>
{
    public async Task<Result<Page<OrderDto>>> Handle(ListOrders query, CancellationToken cancellationToken)
    {
        var from = query.From is null ? DateTimeOffset.MinValue : Instants.Parse(query.From).Value;
        var to = query.To is null ? DateTimeOffset.MaxValue : Instants.Parse(query.To).Value;
        var scope = new CursorScope("orders", from.Ticks, to.Ticks, query.ServiceId, query.Order);
        if (!scope.TryRead(query.Cursor, OrderPosition.IsValid, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        var slice = new OrderSlice(
            from,
            to,
            query.ServiceId is null ? null : ServiceId.From(query.ServiceId),
            query.Order == "desc",
            position is null ? null : OrderPosition.From(position),
            query.Limit + 1);
        var rows = await orders.ListAsync(slice, cancellationToken);
        return Page.Of(rows, query.Limit, scope, order => order, order => new OrderPosition(order.Datetime, order.Id).ToString());
    }
}
