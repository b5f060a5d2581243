using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

public sealed record GetOrder(string Id) : IQuery<Result<OrderDto>>, IBackendOnly;

internal sealed class GetOrderValidator : AbstractValidator<GetOrder>
{
    public GetOrderValidator() => RuleFor(query => query.Id).CallerId();
}

internal sealed class GetOrderHandler(IOrderReader orders) : IRequestHandler<GetOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(GetOrder query, CancellationToken cancellationToken)
    {
        return await orders.GetAsync(OrderId.From(query.Id), cancellationToken) is { } order ? order : OrderErrors.NotFound;
    }
}
