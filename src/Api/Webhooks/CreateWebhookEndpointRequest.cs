namespace Concierge.Api.Webhooks;

/// <summary>A new webhook endpoint.</summary>
public sealed record CreateWebhookEndpointRequest : WebhookEndpointRequest
{
    /// <summary>Whether the endpoint receives events; true if absent.</summary>
    public bool? Enabled { get; init; }
}
