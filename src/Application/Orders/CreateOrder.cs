using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

/// <param name="Id">The id; null to generate one.</param>
/// <param name="Input">The content.</param>
public sealed record CreateOrder(string? Id, OrderInput Input) : ICommand<Result<OrderDto>>, IBackendOnly
{
    /// <summary>Whether to check everything and store nothing.</summary>
    public bool ValidateOnly { get; init; }
}

internal sealed class CreateOrderValidator : AbstractValidator<CreateOrder>
{
    public CreateOrderValidator()
    {
        RuleFor(order => order.Id).CallerId();
        RuleFor(order => order.Input).SetValidator(new OrderInputValidator()).OverridePropertyName("");
    }
}

internal sealed class CreateOrderHandler(IServiceRepository services, Ordering ordering, Booking booking)
    : IRequestHandler<CreateOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(CreateOrder command, CancellationToken cancellationToken)
    {
        var known = await services.ListKnownAsync(command.Input.Services, cancellationToken);
        var order = ordering.Place(command.Id, command.Input, known);
        if (!order.IsSuccess)
        {
            return order.ToFailure<OrderDto>();
        }

        var booked = command.ValidateOnly
            ? await booking.CheckAsync(order.Value, isNew: true, cancellationToken)
            : await booking.BookAsync(order.Value, cancellationToken);
        return booked.Map(() => OrderDto.Of(order.Value));
    }
}
