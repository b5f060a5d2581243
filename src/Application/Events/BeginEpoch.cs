using Concierge.Application.Audit;
using Concierge.Application.Pipeline;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using MediatR;

namespace Concierge.Application.Events;

/// <summary>
/// Begins a new epoch of the feed, so that nobody goes on from an id of a history that a restored database does not have.
/// </summary>
public sealed record BeginEpoch() : ICommand<Result<EventId>>;

internal sealed class BeginEpochHandler(IEventFeed feed, IAuditTrail audit, IUnitOfWork unitOfWork)
    : IRequestHandler<BeginEpoch, Result<EventId>>
{
    public async Task<Result<EventId>> Handle(BeginEpoch command, CancellationToken cancellationToken)
    {
        await feed.BeginEpochAsync(cancellationToken);
        var extent = await feed.GetExtentAsync(cancellationToken);
        audit.Record(AuditActions.EpochBegun, target: "events", extent.Epoch);
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => new EventId(extent.Epoch, extent.Head));
    }
}
