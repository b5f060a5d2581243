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
/// <param name="EventId">Id of the event; null for any.</param>
/// <param name="Succeeded">Whether the attempts succeeded; null for both.</param>
/// <param name="Limit">Maximum size of the page.</param>
/// <param name="Cursor">Cursor of the page; null for the first page.</param>
public sealed record ListWebhookAttempts(string Id, string? EventId, bool? Succeeded, PageLimit Limit, string? Cursor)
    : IQuery<Result<Page<WebhookAttemptDto>>>, IBackendOnly;

internal sealed class ListWebhookAttemptsValidator : AbstractValidator<ListWebhookAttempts>
{
    public ListWebhookAttemptsValidator()
    {
        RuleFor(query => query.Id).WebhookEndpointId();
        RuleFor(query => query.EventId).Must(id => id is null || Events.EventId.TryParse(id) is not null).WithError(EventErrors.IdInvalid);
        RuleFor(query => query.Limit).Limit();
    }
}

internal sealed class ListWebhookAttemptsHandler(IWebhookReader endpoints, IEventFeed feed)
    : IRequestHandler<ListWebhookAttempts, Result<Page<WebhookAttemptDto>>>
{
    public async Task<Result<Page<WebhookAttemptDto>>> Handle(ListWebhookAttempts query, CancellationToken cancellationToken)
    {
        var id = WebhookEndpointId.From(query.Id);
        var scope = new CursorScope("webhook-attempts", id, query.EventId, query.Succeeded);
        if (!scope.TryRead(query.Cursor, text => CanonicalUuid.TryParse(text, out _), out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        if (await endpoints.GetAsync(id, cancellationToken) is null)
        {
            return WebhookErrors.NotFound;
        }

        var before = position is null ? Guid.AllBitsSet : Guid.Parse(position);
        var extent = await feed.GetExtentAsync(cancellationToken);
        var rows = await endpoints.ListAttemptsAsync(
            id, Events.EventId.TryParse(query.EventId)?.Position, query.Succeeded, before, query.Limit.Rows, cancellationToken);
        return Page.Of(
            [.. rows.Select(row => WebhookAttemptDto.Of(row, extent))], query.Limit, scope, attempt => attempt,
            attempt => attempt.Id.ToString());
    }
}
