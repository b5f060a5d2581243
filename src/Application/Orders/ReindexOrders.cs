using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using MediatR;

namespace Concierge.Application.Orders;

/// <summary>Applies the configured window and scope to the existing orders. Changes nothing if orders would then be too close.</summary>
public sealed record ReindexOrders() : ICommand<Result<ReindexReport>>;

internal sealed class ReindexOrdersHandler(IOrderSlots slots) : IRequestHandler<ReindexOrders, Result<ReindexReport>>
{
    public async Task<Result<ReindexReport>> Handle(ReindexOrders command, CancellationToken cancellationToken) =>
        await slots.RebuildAsync(cancellationToken);
}
