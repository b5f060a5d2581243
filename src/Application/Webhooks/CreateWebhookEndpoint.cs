using AutoMapper;
using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Events;
using Concierge.Application.Pipeline;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Webhooks;

/// <param name="Url">Where events are sent.</param>
/// <param name="Types">Types of the events; null for all that the caller's scopes allow.</param>
/// <param name="Description">A note for people.</param>
/// <param name="IsEnabled">Whether the endpoint receives events.</param>
public sealed record CreateWebhookEndpoint(string? Url, IReadOnlyList<string?>? Types, string? Description, bool IsEnabled)
    : ICommand<Result<IssuedWebhookEndpointDto>>, IBackendOnly;

internal sealed class CreateWebhookEndpointValidator : AbstractValidator<CreateWebhookEndpoint>
{
    public CreateWebhookEndpointValidator(IWebhookUrlPolicy policy)
    {
        RuleFor(command => command.Url).WebhookUrl(policy);
        RuleFor(command => command.Types).EventTypes();
        RuleFor(command => command.Description).WebhookDescription();
    }
}

internal sealed class CreateWebhookEndpointHandler(
    IWebhookEndpointRepository endpoints,
    IWebhookSecretCipher cipher,
    IEventFeed feed,
    IAuditTrail audit,
    IUnitOfWork unitOfWork,
    ICurrentActor current,
    TimeOrderedUuidGenerator ids,
    TimeProvider clock,
    IMapper mapper)
    : IRequestHandler<CreateWebhookEndpoint, Result<IssuedWebhookEndpointDto>>
{
    public Task<Result<IssuedWebhookEndpointDto>> Handle(CreateWebhookEndpoint command, CancellationToken cancellationToken) =>
        unitOfWork.InTransactionAsync(() => CreateAsync(command, cancellationToken), cancellationToken);

    private async Task<Result<IssuedWebhookEndpointDto>> CreateAsync(CreateWebhookEndpoint command, CancellationToken cancellationToken)
    {
        var scopes = current.Caller.Scopes;
        var allowed = WebhookRules.CheckTypes(command.Types, scopes);
        if (!allowed.IsSuccess)
        {
            return allowed.ToFailure<IssuedWebhookEndpointDto>();
        }

        if (await endpoints.CountUnderLockAsync(cancellationToken) >= WebhookEndpoint.MaxCount)
        {
            return WebhookErrors.TooMany;
        }

        var now = clock.GetUtcNow();
        var extent = await feed.GetExtentAsync(cancellationToken);
        var content = WebhookRules.ToContent(command.Url, command.Types, command.Description);
        var endpoint = WebhookEndpoint.Create(
            current.Actor, new(ids.Next(now)), content, scopes, command.IsEnabled, extent.Head, now);
        if (!endpoint.IsSuccess)
        {
            return endpoint.ToFailure<IssuedWebhookEndpointDto>();
        }

        var secret = WebhookSecret.Generate();
        endpoints.Add(endpoint.Value);
        endpoints.Add(cipher.Seal(endpoint.Value.Id, new(ids.Next(now)), secret, now));
        audit.Record(AuditActions.WebhookEndpointCreated, $"{endpoint.Value.Id}");
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => WebhookEndpointDto.Of<IssuedWebhookEndpointDto>(mapper, endpoint.Value, extent) with
        {
            Secret = WebhookSecret.TextOf(secret),
        });
    }
}
