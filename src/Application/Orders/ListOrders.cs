using Concierge.Application.Authorization;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

/// <param name="From">Earliest time of an order, included; null for no limit.</param>
/// <param name="To">Latest time of an order, excluded; null for no limit.</param>
/// <param name="ServiceId">A service that the orders contain; null for any.</param>
/// <param name="Order"><c>asc</c> or <c>desc</c>, by time and then by id.</param>
/// <param name="Limit">Maximum size of the page.</param>
/// <param name="Cursor">Cursor of the page; null for the first page.</param>
public sealed record ListOrders(string? From, string? To, string? ServiceId, string Order, PageLimit Limit, string? Cursor)
    : IQuery<Result<Page<OrderDto>>>, IBackendOnly
{
    internal TimeRange Range { get; } = new(From, To);
}

internal sealed class ListOrdersValidator : AbstractValidator<ListOrders>
{
    public ListOrdersValidator()
    {
        RuleFor(query => query.From).Parses(query => query.Range.From);
        RuleFor(query => query.To).Parses(query => query.Range.To);
        RuleFor(query => query.Range.Length)
            .GreaterThanOrEqualTo(TimeSpan.Zero).WithError("range_invalid", "The time must not be before from.")
            .OverridePropertyName("to");
        RuleFor(query => query.ServiceId).CallerId();
        RuleFor(query => query.Order).SortOrder();
        RuleFor(query => query.Limit).Limit();
    }
}

internal sealed class ListOrdersHandler(IOrderReader orders) : IRequestHandler<ListOrders, Result<Page<OrderDto>>>
{
    public async Task<Result<Page<OrderDto>>> Handle(ListOrders query, CancellationToken cancellationToken)
    {
        var from = query.From is null ? DateTimeOffset.MinValue : query.Range.From.Value;
        var to = query.To is null ? DateTimeOffset.MaxValue : query.Range.To.Value;
        var scope = new CursorScope("orders-by-time", from.Ticks, to.Ticks, query.ServiceId, query.Order);
        if (!scope.TryRead(query.Cursor, text => TimePosition.IsValid(text, OrderId.IsValid), out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        var slice = new OrderSlice(
            from,
            to,
            query.ServiceId is null ? null : ServiceId.From(query.ServiceId),
            query.Order == "desc",
            position is null ? null : TimePosition.From(position),
            query.Limit);
        var rows = await orders.ListAsync(slice, cancellationToken);
        return Page.Of(rows, query.Limit, scope, order => order, order => new TimePosition(order.Datetime, order.Id).ToString());
    }
}
