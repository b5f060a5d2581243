using AutoMapper;
using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Events;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Webhooks;

/// <param name="Id">Id of the endpoint.</param>
/// <param name="Url">Where events are sent. Another URL needs the scopes of all events that the endpoint receives.</param>
/// <param name="Types">Types of the events; null for all that the creator's scopes allow.</param>
/// <param name="Description">A note for people.</param>
/// <param name="IsEnabled">Whether the endpoint receives events; null to leave that as it is.</param>
/// <param name="Resume">Where a disabled endpoint goes on: <see cref="WhereItStopped"/> or <see cref="Now"/>.</param>
/// <param name="Precondition">The precondition.</param>
public sealed record UpdateWebhookEndpoint(
    string Id, string? Url, IReadOnlyList<string?>? Types, string? Description, bool? IsEnabled, string? Resume, Precondition Precondition)
    : ICommand<Result<WebhookEndpointDto>>, IBackendOnly
{
    /// <summary>Deliver everything that waited and is still kept.</summary>
    public const string WhereItStopped = "where_it_stopped";

    /// <summary>Deliver only what comes.</summary>
    public const string Now = "now";
}

internal sealed class UpdateWebhookEndpointValidator : AbstractValidator<UpdateWebhookEndpoint>
{
    public UpdateWebhookEndpointValidator(IWebhookUrlPolicy policy)
    {
        RuleFor(command => command.Id).WebhookEndpointId();
        RuleFor(command => command.Url).WebhookUrl(policy);
        RuleFor(command => command.Types).EventTypes();
        RuleFor(command => command.Description).WebhookDescription();
        RuleFor(command => command.Resume)
            .Must(resume => resume is null or UpdateWebhookEndpoint.WhereItStopped or UpdateWebhookEndpoint.Now)
            .WithError("resume_invalid", "Resume must be where_it_stopped or now.");
    }
}

internal sealed class UpdateWebhookEndpointHandler(
    IWebhookEndpointRepository endpoints,
    IWebhookDeliveries deliveries,
    IEventFeed feed,
    IAuditTrail audit,
    IUnitOfWork unitOfWork,
    ICurrentActor current,
    TimeProvider clock,
    IMapper mapper)
    : IRequestHandler<UpdateWebhookEndpoint, Result<WebhookEndpointDto>>
{
    public Task<Result<WebhookEndpointDto>> Handle(UpdateWebhookEndpoint command, CancellationToken cancellationToken) =>
        unitOfWork.InTransactionAsync(() => UpdateAsync(command, cancellationToken), cancellationToken);

    private async Task<Result<WebhookEndpointDto>> UpdateAsync(UpdateWebhookEndpoint command, CancellationToken cancellationToken)
    {
        var endpoint = await endpoints.FindAsync(WebhookEndpointId.From(command.Id), cancellationToken);
        if (endpoint is null)
        {
            return WebhookErrors.NotFound;
        }

        var extent = await feed.GetExtentAsync(cancellationToken);
        var (revision, version) = (new Revision(endpoint.Stamp, endpoint.Version), endpoint.Version);
        var skips = command is { IsEnabled: true, Resume: UpdateWebhookEndpoint.Now } && endpoint.Status == WebhookStatus.Disabled;
        var resumeAt = skips ? extent.Head : Math.Max(endpoint.Position, extent.Oldest - 1);
        var content = WebhookRules.ToContent(command.Url, command.Types, command.Description);
        var changed = CheckScopes(endpoint, content).Then(() => command.Precondition.Guard(
            revision, () => endpoint.Change(current.Actor, content, command.IsEnabled, resumeAt, clock.GetUtcNow())));
        if (changed.IsSuccess && endpoint.Version != version)
        {
            audit.Record(AuditActions.WebhookEndpointUpdated, $"{endpoint.Id}");
        }

        var saved = await changed.ThenAsync(() => unitOfWork.SaveAsync(cancellationToken));
        if (saved.IsSuccess && skips)
        {
            await deliveries.AbandonAsync(endpoint.Id, clock.GetUtcNow(), cancellationToken);
        }

        return saved.Map(() => WebhookEndpointDto.Of<WebhookEndpointDto>(mapper, endpoint, extent));
    }

    /// <summary>
    /// Another URL is another receiver: it may get only what the caller may read. So a key with the scope webhooks alone cannot redirect
    /// the events of another backend.
    /// </summary>
    private Result CheckScopes(WebhookEndpoint endpoint, WebhookContent content)
    {
        var received = EventCatalog.Select(content.Types, endpoint.Scopes).Select(type => type.Scope).Distinct();
        return content.Url != endpoint.Url && !received.All(scope => Scopes.Include(current.Caller.Scopes, scope))
            ? AccessErrors.ScopeNotHeld.At("/url")
            : WebhookRules.CheckTypes(content.Types, endpoint.Scopes);
    }
}
