using Concierge.Domain.Webhooks;

namespace Concierge.Application.Webhooks;

/// <summary>A stored delivery.</summary>
/// <param name="Position">Position of the event.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="Attempts">Number of attempts so far.</param>
/// <param name="DueAt">When the next attempt is due; null if none is.</param>
/// <param name="UpdatedAt">Time of the last change.</param>
public sealed record WebhookDelivery(
    long Position, WebhookDeliveryStatus Status, int Attempts, DateTimeOffset? DueAt, DateTimeOffset UpdatedAt);
