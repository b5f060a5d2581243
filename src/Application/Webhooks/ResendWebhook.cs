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

/// <summary>Delivers an event again, whatever has become of it.</summary>
/// <param name="Id">Id of the endpoint.</param>
/// <param name="EventId">Id of the event.</param>
public sealed record ResendWebhook(string Id, string EventId) : ICommand<Result<WebhookDeliveryDto>>, IBackendOnly;

internal sealed class ResendWebhookValidator : AbstractValidator<ResendWebhook>
{
    public ResendWebhookValidator()
    {
        RuleFor(command => command.Id).WebhookEndpointId();
        RuleFor(command => command.EventId).Must(id => Events.EventId.TryParse(id) is not null).WithError(EventErrors.IdInvalid);
    }
}

internal sealed class ResendWebhookHandler(
    IWebhookEndpointRepository endpoints, IWebhookDeliveries deliveries, IEventFeed feed, IAuditTrail audit, IUnitOfWork unitOfWork,
    TimeProvider clock)
    : IRequestHandler<ResendWebhook, Result<WebhookDeliveryDto>>
{
    public Task<Result<WebhookDeliveryDto>> Handle(ResendWebhook command, CancellationToken cancellationToken) =>
        unitOfWork.InTransactionAsync(() => ResendAsync(command, cancellationToken), cancellationToken);

    private async Task<Result<WebhookDeliveryDto>> ResendAsync(ResendWebhook command, CancellationToken cancellationToken)
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
        var id = EventId.TryParse(command.EventId)!.Value;
        if (!extent.Contains(id)
            || await deliveries.ResendAsync(endpoint.Id, id.Position, clock.GetUtcNow(), cancellationToken) is not { } delivery)
        {
            return WebhookErrors.DeliveryNotFound;
        }

        audit.Record(AuditActions.WebhookDeliveryResent, $"{endpoint.Id}", command.EventId);
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => WebhookDeliveryDto.Of(delivery, extent));
    }
}
