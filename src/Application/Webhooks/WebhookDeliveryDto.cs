using Concierge.Application.Events;
using Concierge.Application.Paging;
using Concierge.Domain.Webhooks;

namespace Concierge.Application.Webhooks;

/// <summary>Representation of a delivery: an event that an endpoint is to receive.</summary>
/// <param name="EventId">Id of the event.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="Attempts">Number of attempts so far.</param>
/// <param name="DueAt">When the next attempt is due; null if none is.</param>
/// <param name="UpdatedAt">Time of the last change.</param>
public sealed record WebhookDeliveryDto(
    string EventId, WebhookDeliveryStatus Status, int Attempts, DateTimeOffset? DueAt, DateTimeOffset UpdatedAt) : ISized
{
    int ISized.Size => JsonSize.Frame;

    internal static WebhookDeliveryDto Of(WebhookDelivery delivery, FeedExtent extent) => new(
        $"{extent.IdOf(delivery.Position)}", delivery.Status, delivery.Attempts, delivery.DueAt, delivery.UpdatedAt);
}
