using System.Globalization;
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

/// <param name="Id">Id of the endpoint.</param>
/// <param name="Status">Status of the deliveries; null for any.</param>
/// <param name="Limit">Maximum size of the page.</param>
/// <param name="Cursor">Cursor of the page; null for the first page.</param>
public sealed record ListWebhookDeliveries(string Id, string? Status, PageLimit Limit, string? Cursor)
    : IQuery<Result<Page<WebhookDeliveryDto>>>, IBackendOnly
{
    internal WebhookDeliveryStatus? ParsedStatus { get; } = Status switch
    {
        "pending" => WebhookDeliveryStatus.Pending,
        "delivered" => WebhookDeliveryStatus.Delivered,
        "failed" => WebhookDeliveryStatus.Failed,
        _ => null,
    };
}

internal sealed class ListWebhookDeliveriesValidator : AbstractValidator<ListWebhookDeliveries>
{
    public ListWebhookDeliveriesValidator()
    {
        RuleFor(query => query.Id).WebhookEndpointId();
        RuleFor(query => query.Status).Must((query, status) => status is null || query.ParsedStatus is not null)
            .WithError("status_invalid", "The status must be pending, delivered or failed.");
        RuleFor(query => query.Limit).Limit();
    }
}

internal sealed class ListWebhookDeliveriesHandler(IWebhookReader endpoints, IEventFeed feed)
    : IRequestHandler<ListWebhookDeliveries, Result<Page<WebhookDeliveryDto>>>
{
    public async Task<Result<Page<WebhookDeliveryDto>>> Handle(ListWebhookDeliveries query, CancellationToken cancellationToken)
    {
        var id = WebhookEndpointId.From(query.Id);
        var scope = new CursorScope("webhook-deliveries", id, query.Status);
        if (!scope.TryRead(query.Cursor, IsPosition, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        if (await endpoints.GetAsync(id, cancellationToken) is null)
        {
            return WebhookErrors.NotFound;
        }

        var before = position is null ? long.MaxValue : long.Parse(position, CultureInfo.InvariantCulture);
        var extent = await feed.GetExtentAsync(cancellationToken);
        var rows = await endpoints.ListDeliveriesAsync(id, query.ParsedStatus, before, query.Limit.Rows, cancellationToken);
        return Page.Of(
            rows, query.Limit, scope, row => WebhookDeliveryDto.Of(row, extent),
            row => row.Position.ToString(CultureInfo.InvariantCulture), _ => JsonSize.Frame);
    }

    private static bool IsPosition(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
