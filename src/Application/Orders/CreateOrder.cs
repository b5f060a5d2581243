using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

/// <param name="Id">The id; null to generate one.</param>
/// <param name="Input">The content.</param>
public sealed record CreateOrder(string? Id, OrderInput Input) : ICommand<Result<OrderDto>>, IBackendOnly;

internal sealed class CreateOrderValidator : AbstractValidator<CreateOrder>
{
    public CreateOrderValidator()
    {
        RuleFor(order => order.Id).CallerId();
        RuleFor(order => order.Input).SetValidator(new OrderInputValidator()).OverridePropertyName("");
    }
}

internal sealed class CreateOrderHandler(
    IServiceRepository services, Booking booking, ICurrentActor current, TimeOrderedUuidGenerator ids, TimeProvider clock)
    : IRequestHandler<CreateOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(CreateOrder command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = OrderId.From(command.Id ?? ids.Next(now).ToString());
        var known = await services.GetNamesAsync(command.Input.Services, cancellationToken);
        var order = command.Input.Select(known.Keys)
            .Then(selection => Order.Place(current.Actor, id, command.Input.At.Value, command.Input.Fee, selection, now));
        if (!order.IsSuccess)
        {
            return order.ToFailure<OrderDto>();
        }

        var booked = await booking.BookAsync(order.Value, cancellationToken);
        return booked.Map(() => OrderDto.Of(order.Value, known));
    }
}
