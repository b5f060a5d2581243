using Concierge.Application.Common;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

public sealed record GetOrder(string Id) : IRequest<Result<OrderDto>>;

internal sealed class GetOrderValidator : AbstractValidator<GetOrder>
{
    public GetOrderValidator() => this.RuleForCallerId("/id", query => query.Id);
}

internal sealed class GetOrderHandler(IOrderReader orders, ICurrentActor current) : IRequestHandler<GetOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(GetOrder query, CancellationToken cancellationToken)
    {
        var may = Order.CheckAccess(current.Actor);
        if (!may.IsSuccess)
        {
            return Result<OrderDto>.Fail(may.Errors);
        }

        return await orders.GetAsync(OrderId.From(query.Id), cancellationToken) is { } order ? order : OrderErrors.NotFound;
    }
}
