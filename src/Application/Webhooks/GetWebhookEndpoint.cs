using AutoMapper;
using Concierge.Application.Authorization;
using Concierge.Application.Events;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Webhooks;

public sealed record GetWebhookEndpoint(string Id) : IQuery<Result<WebhookEndpointDto>>, IBackendOnly;

internal sealed class GetWebhookEndpointValidator : AbstractValidator<GetWebhookEndpoint>
{
    public GetWebhookEndpointValidator() => RuleFor(query => query.Id).WebhookEndpointId();
}

internal sealed class GetWebhookEndpointHandler(IWebhookReader endpoints, IEventFeed feed, IMapper mapper)
    : IRequestHandler<GetWebhookEndpoint, Result<WebhookEndpointDto>>
{
    public async Task<Result<WebhookEndpointDto>> Handle(GetWebhookEndpoint query, CancellationToken cancellationToken) =>
        await endpoints.GetAsync(WebhookEndpointId.From(query.Id), cancellationToken) is { } endpoint
            ? WebhookEndpointDto.Of<WebhookEndpointDto>(mapper, endpoint, await feed.GetExtentAsync(cancellationToken))
            : WebhookErrors.NotFound;
}
