using AutoMapper;
using Concierge.Application.Authorization;
using Concierge.Application.Events;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Webhooks;

public sealed record ListWebhookEndpoints(PageLimit Limit, string? Cursor) : IQuery<Result<Page<WebhookEndpointDto>>>, IBackendOnly;

internal sealed class ListWebhookEndpointsValidator : AbstractValidator<ListWebhookEndpoints>
{
    public ListWebhookEndpointsValidator() => RuleFor(query => query.Limit).Limit();
}

internal sealed class ListWebhookEndpointsHandler(IWebhookReader endpoints, IEventFeed feed, IMapper mapper)
    : IRequestHandler<ListWebhookEndpoints, Result<Page<WebhookEndpointDto>>>
{
    public async Task<Result<Page<WebhookEndpointDto>>> Handle(ListWebhookEndpoints query, CancellationToken cancellationToken)
    {
        var scope = new CursorScope("webhook-endpoints");
        if (!scope.TryRead(query.Cursor, WebhookEndpointId.IsValid, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        var before = position is null ? WebhookEndpointId.Last : WebhookEndpointId.From(position);
        var extent = await feed.GetExtentAsync(cancellationToken);
        var rows = await endpoints.ListAsync(before, query.Limit.Rows, cancellationToken);
        var items = rows.Select(endpoint => WebhookEndpointDto.Of<WebhookEndpointDto>(mapper, endpoint, extent)).ToList();
        return Page.Of(items, query.Limit, scope, item => item, item => item.Id.ToString());
    }
}
