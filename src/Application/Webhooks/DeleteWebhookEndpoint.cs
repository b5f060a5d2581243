using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Webhooks;

public sealed record DeleteWebhookEndpoint(string Id, Precondition Precondition) : ICommand<Result>, IBackendOnly;

internal sealed class DeleteWebhookEndpointValidator : AbstractValidator<DeleteWebhookEndpoint>
{
    public DeleteWebhookEndpointValidator() => RuleFor(command => command.Id).WebhookEndpointId();
}

internal sealed class DeleteWebhookEndpointHandler(IWebhookEndpointRepository endpoints, IAuditTrail audit, IUnitOfWork unitOfWork)
    : IRequestHandler<DeleteWebhookEndpoint, Result>
{
    public async Task<Result> Handle(DeleteWebhookEndpoint command, CancellationToken cancellationToken)
    {
        var endpoint = await endpoints.FindAsync(WebhookEndpointId.From(command.Id), cancellationToken);
        if (endpoint is null)
        {
            return WebhookErrors.NotFound;
        }

        return await command.Precondition.Check(new(endpoint.Stamp, endpoint.Version)).ThenAsync(() =>
        {
            endpoint.Delete();
            endpoints.Remove(endpoint);
            audit.Record(AuditActions.WebhookEndpointDeleted, $"{endpoint.Id}");
            return unitOfWork.SaveAsync(cancellationToken);
        });
    }
}
