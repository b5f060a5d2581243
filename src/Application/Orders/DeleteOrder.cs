using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

public sealed record DeleteOrder(string Id, Precondition Precondition) : ICommand<Result>, IBackendOnly;

internal sealed class DeleteOrderValidator : AbstractValidator<DeleteOrder>
{
    public DeleteOrderValidator() => RuleFor(order => order.Id).CallerId();
}

internal sealed class DeleteOrderHandler(IOrderRepository orders, IUnitOfWork unitOfWork) : IRequestHandler<DeleteOrder, Result>
{
    public async Task<Result> Handle(DeleteOrder command, CancellationToken cancellationToken)
    {
        var order = await orders.FindAsync(OrderId.From(command.Id), cancellationToken);
        if (order is null)
        {
            return OrderErrors.NotFound;
        }

        return await command.Precondition.Check(new(order.Stamp, order.Version)).ThenAsync(() =>
        {
            order.Delete();
            orders.Remove(order);
            return unitOfWork.SaveAsync(cancellationToken);
        });
    }
}
