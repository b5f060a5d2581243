using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Events;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Webhooks;

/// <summary>Delivers the events of a part of the feed again: from a time or a place to the newest event.</summary>
/// <param name="Id">Id of the endpoint.</param>
/// <param name="Since">Time of the first event, accurate to a minute: some events before it may be delivered, too.</param>
/// <param name="After">Id of the event before the first one, or <c>earliest</c>.</param>
/// <param name="Only">Which events: <see cref="Failed"/> (null) or <see cref="All"/>.</param>
public sealed record ReplayWebhooks(string Id, string? Since, string? After, string? Only)
    : ICommand<Result<WebhookReplayDto>>, IBackendOnly
{
    /// <summary>Events whose attempts are used up or were given up.</summary>
    public const string Failed = "failed";

    /// <summary>All events of the endpoint's types, those that were delivered included.</summary>
    public const string All = "all";

    internal Result<DateTimeOffset> Time { get; } = Instants.Parse(Since);
}

internal sealed class ReplayWebhooksValidator : AbstractValidator<ReplayWebhooks>
{
    public ReplayWebhooksValidator()
    {
        RuleFor(command => command.Id).WebhookEndpointId();
        RuleFor(command => command.Since).Parses(command => command.Time);
        RuleFor(command => command.After).Must((command, after) => (after is null) != (command.Since is null))
            .WithError("since_or_after", "Send either since or after.");
        RuleFor(command => command.Only).Must(only => only is null or ReplayWebhooks.Failed or ReplayWebhooks.All)
            .WithError("only_invalid", "Only must be failed or all.");
    }
}

internal sealed class ReplayWebhooksHandler(
    IWebhookEndpointRepository endpoints, IWebhookDeliveries deliveries, IEventFeed feed, IAuditTrail audit, IUnitOfWork unitOfWork,
    TimeProvider clock)
    : IRequestHandler<ReplayWebhooks, Result<WebhookReplayDto>>
{
    public Task<Result<WebhookReplayDto>> Handle(ReplayWebhooks command, CancellationToken cancellationToken) =>
        unitOfWork.InTransactionAsync(() => ReplayAsync(command, cancellationToken), cancellationToken);

    private async Task<Result<WebhookReplayDto>> ReplayAsync(ReplayWebhooks command, CancellationToken cancellationToken)
    {
        if (await endpoints.FindAsync(WebhookEndpointId.From(command.Id), cancellationToken) is not { } endpoint)
        {
            return WebhookErrors.NotFound;
        }

        if (endpoint.Status == WebhookStatus.Disabled)
        {
            return WebhookErrors.Disabled;
        }

        var extent = await feed.GetExtentAsync(cancellationToken);
        var after = command.Since is null
            ? new FeedQuery(command.After, null, null).PositionIn(extent)
            : Math.Max(await feed.GetPlaceAsync(command.Time.Value, cancellationToken), extent.Oldest - 1);
        if (!after.IsSuccess)
        {
            return after.ToFailure<WebhookReplayDto>();
        }

        var (now, only) = (clock.GetUtcNow(), command.Only ?? ReplayWebhooks.Failed);
        await deliveries.ReplayFailedAsync(endpoint.Id, after.Value, now, cancellationToken);
        var replayed = only == ReplayWebhooks.All ? endpoint.Rewind(after.Value, now) : Result.Success;
        var (from, to) = ($"{extent.IdOf(after.Value)}", $"{extent.End}");
        audit.Record(AuditActions.WebhookEndpointReplayed, $"{endpoint.Id}", $"{only} after {from}");
        var saved = await replayed.ThenAsync(() => unitOfWork.SaveAsync(cancellationToken));
        return saved.Map(() => new WebhookReplayDto(from, to));
    }
}
