using Concierge.Application.Authorization;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Events;

/// <summary>Reads a page of the feed. Waits for an event where there is none yet.</summary>
/// <param name="Feed">From where, and which events.</param>
/// <param name="Limit">Maximum number of events.</param>
/// <param name="Wait">Longest time to wait for the first event, in seconds.</param>
public sealed record GetChanges(FeedQuery Feed, int Limit, int Wait) : IQuery<Result<ChangesDto>>
{
    /// <summary>Longest time that a request can wait, in seconds.</summary>
    public const int MaxWait = 25;
}

internal sealed class GetChangesValidator : AbstractValidator<GetChanges>
{
    public GetChangesValidator()
    {
        RuleFor(query => query.Feed).SetValidator(new FeedQueryValidator()).OverridePropertyName("");
        RuleFor(query => query.Limit).InclusiveBetween(1, Page.MaxLimit)
            .WithError("out_of_range", $"The limit must be between 1 and {Page.MaxLimit}.");
        RuleFor(query => query.Wait).InclusiveBetween(0, GetChanges.MaxWait)
            .WithError("out_of_range", $"The time to wait must be between 0 and {GetChanges.MaxWait} seconds.");
    }
}

internal sealed class GetChangesHandler(IEventFeed feed, ICurrentActor current, TimeProvider clock)
    : IRequestHandler<GetChanges, Result<ChangesDto>>
{
    public async Task<Result<ChangesDto>> Handle(GetChanges query, CancellationToken cancellationToken)
    {
        var extent = await feed.GetExtentAsync(cancellationToken);
        var filter = query.Feed.FilterFor(current);
        var after = filter.Then(_ => query.Feed.PositionIn(extent));
        if (!after.IsSuccess)
        {
            return after.ToFailure<ChangesDto>();
        }

        var started = clock.GetTimestamp();
        for (var place = new EventId(extent.Epoch, after.Value); ;)
        {
            var batch = await feed.ReadAsync(place, filter.Value, query.Limit, cancellationToken);
            if (batch.Epoch != extent.Epoch)
            {
                // The database was restored while this request waited. The id may not be in its history.
                return await Handle(query with { Wait = 0 }, cancellationToken);
            }

            place = place with { Position = batch.Next };
            var patience = TimeSpan.FromSeconds(query.Wait) - clock.GetElapsedTime(started);
            if (batch.Items.Count == 0 && place.Position < batch.Head)
            {
                continue;
            }

            var wait = batch.Items.Count > 0 || patience <= TimeSpan.Zero
                ? new EventWait(HasMore: false, place)
                : await feed.WaitAsync(place, filter.Value.User, patience, cancellationToken);
            if (!wait.HasMore)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return ChangesDto.Of(batch);
            }

            place = wait.Next;
        }
    }
}
