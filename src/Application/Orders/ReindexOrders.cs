using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

/// <summary>Gives the orders that there are the window and the scope of the settings, if none then lie too close; else changes nothing.</summary>
public sealed record ReindexOrders() : ICommand<Result<ReindexReport>>;

internal sealed class ReindexOrdersValidator : AbstractValidator<ReindexOrders>;

internal sealed class ReindexOrdersHandler(IOrderSlots index) : IRequestHandler<ReindexOrders, Result<ReindexReport>>
{
    public async Task<Result<ReindexReport>> Handle(ReindexOrders command, CancellationToken cancellationToken) =>
        await index.RebuildAsync(cancellationToken);
}
