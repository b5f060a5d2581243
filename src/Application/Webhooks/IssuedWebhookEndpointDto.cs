namespace Concierge.Application.Webhooks;

/// <summary>Representation of a new webhook endpoint, with its secret.</summary>
public sealed record IssuedWebhookEndpointDto : WebhookEndpointDto
{
    /// <summary>The signing secret. It cannot be retrieved again.</summary>
    public required string Secret { get; init; }
}
