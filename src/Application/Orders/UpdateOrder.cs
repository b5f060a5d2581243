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

public sealed record UpdateOrder(string Id, OrderInput Input, Precondition Precondition) : ICommand<Result<OrderDto>>, IBackendOnly
{
    /// <summary>Whether to check everything and store nothing.</summary>
    public bool ValidateOnly { get; init; }
}

internal sealed class UpdateOrderValidator : AbstractValidator<UpdateOrder>
{
    public UpdateOrderValidator()
    {
        RuleFor(order => order.Id).CallerId();
        RuleFor(order => order.Input).SetValidator(new OrderInputValidator()).OverridePropertyName("");
    }
}

internal sealed class UpdateOrderHandler(IOrderRepository orders, IServiceRepository services, Ordering ordering, Booking booking)
    : IRequestHandler<UpdateOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(UpdateOrder command, CancellationToken cancellationToken)
    {
        var order = await orders.FindAsync(OrderId.From(command.Id), cancellationToken);
        if (order is null)
        {
            return OrderErrors.NotFound;
        }

        var known = await services.ListKnownAsync(command.Input.Services, cancellationToken);
        var fromVersion = order.Version;
        var changed = ordering.Change(order, command.Input, known, command.Precondition);
        if (!changed.IsSuccess || order.Version == fromVersion)
        {
            return changed.Map(() => OrderDto.Of(order));
        }

        var booked = command.ValidateOnly
            ? await booking.CheckAsync(order, isNew: false, cancellationToken)
            : await booking.MoveAsync(order, fromVersion, cancellationToken);
        return booked.Map(() => OrderDto.Of(order));
    }
}
