using Concierge.Domain.Events;

namespace Concierge.Domain.Webhooks;

/// <summary>What an event says about a webhook endpoint. It never names the URL.</summary>
/// <param name="Status">Whether the endpoint receives events.</param>
/// <param name="StatusReason">Why it is disabled: requested, failing or gone; null while it is enabled.</param>
/// <param name="DisablesAt">When it will be disabled unless it succeeds; null unless it is failing.</param>
/// <param name="Version">Number of the version after the change, from 1.</param>
public sealed record WebhookEndpointEventData(WebhookStatus Status, string? StatusReason, DateTimeOffset? DisablesAt, int Version)
    : EventData
{
    /// <summary>Gets the text of a reason.</summary>
    public static string? TextOf(WebhookStatusReason? reason) => reason?.ToString().ToLowerInvariant();
}
