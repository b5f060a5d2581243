using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

public sealed record UpdateOrder(string Id, OrderInput Input, Precondition Precondition) : ICommand<Result<OrderDto>>, IBackendOnly;

internal sealed class UpdateOrderValidator : AbstractValidator<UpdateOrder>
{
    public UpdateOrderValidator()
    {
        RuleFor(order => order.Id).CallerId();
        RuleFor(order => order.Input).SetValidator(new OrderInputValidator()).OverridePropertyName("");
    }
}

internal sealed class UpdateOrderHandler(
    IOrderRepository orders, IServiceRepository services, Booking booking, ICurrentActor current, TimeProvider clock)
    : IRequestHandler<UpdateOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(UpdateOrder command, CancellationToken cancellationToken)
    {
        var order = await orders.FindAsync(OrderId.From(command.Id), cancellationToken);
        if (order is null)
        {
            return OrderErrors.NotFound;
        }

        var known = await services.GetNamesAsync(command.Input.Services, cancellationToken);
        var fromVersion = order.Version;
        var changed = command.Input.Select(known.Keys).Then(selection => command.Precondition.Guard(
            new(order.Stamp, order.Version),
            () => order.Change(current.Actor, command.Input.At.Value, command.Input.Fee, selection, clock.GetUtcNow())));
        var booked = await changed.ThenAsync(() => booking.MoveAsync(order, fromVersion, cancellationToken));
        return booked.Map(() => OrderDto.Of(order, known));
    }
}
