using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Events;

/// <summary>Finds out from where a stream of events starts, and which events it shows.</summary>
public sealed record GetStreamStart(FeedQuery Feed) : IQuery<Result<StreamStart>>;

internal sealed class GetStreamStartValidator : AbstractValidator<GetStreamStart>
{
    public GetStreamStartValidator() =>
        RuleFor(query => query.Feed).SetValidator(new FeedQueryValidator()).OverridePropertyName("");
}

internal sealed class GetStreamStartHandler(IEventFeed feed, ICurrentActor current)
    : IRequestHandler<GetStreamStart, Result<StreamStart>>
{
    public async Task<Result<StreamStart>> Handle(GetStreamStart query, CancellationToken cancellationToken)
    {
        var filter = query.Feed.FilterFor(current);
        if (!filter.IsSuccess)
        {
            return filter.ToFailure<StreamStart>();
        }

        var extent = await feed.GetExtentAsync(cancellationToken);
        var after = query.Feed.PositionIn(extent);
        return after.Then(position => (Result<StreamStart>)new StreamStart(new(extent.Epoch, position), filter.Value));
    }
}

/// <summary>Start of a stream of events.</summary>
/// <param name="After">Id to go on from, of the present epoch.</param>
/// <param name="Filter">Which events.</param>
public sealed record StreamStart(EventId After, EventFilter Filter);
