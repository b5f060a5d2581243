using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

public sealed record GetOrder(string Id) : IQuery<Result<OrderDto>>;

internal sealed class GetOrderValidator : AbstractValidator<GetOrder>
{
    public GetOrderValidator() => this.RuleForCallerId("/id", query => query.Id);
}

internal sealed class GetOrderHandler(IOrderReader orders, ICurrentActor current) : IRequestHandler<GetOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(GetOrder query, CancellationToken cancellationToken)
    {
        if (Order.CheckAccess(current.Actor) is { IsSuccess: false } refusal)
        {
            return refusal.ToFailure<OrderDto>();
        }

        return await orders.GetAsync(OrderId.From(query.Id), cancellationToken) is { } order ? order : OrderErrors.NotFound;
    }
}
