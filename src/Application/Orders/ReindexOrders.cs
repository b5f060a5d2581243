using Concierge.Application.Audit;
using Concierge.Application.Pipeline;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using MediatR;

namespace Concierge.Application.Orders;

/// <summary>Applies the configured window and scope to the existing orders. Changes nothing if orders would then be too close.</summary>
public sealed record ReindexOrders() : ICommand<Result<ReindexReport>>;

internal sealed class ReindexOrdersHandler(IOrderSlots slots, IAuditTrail audit, IUnitOfWork unitOfWork)
    : IRequestHandler<ReindexOrders, Result<ReindexReport>>
{
    public async Task<Result<ReindexReport>> Handle(ReindexOrders command, CancellationToken cancellationToken)
    {
        var report = await slots.RebuildAsync(cancellationToken);
        if (report.Clashes.Count == 0)
        {
            audit.Record(AuditActions.OrdersReindexed, target: "orders");
        }

        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => report);
    }
}
