namespace Concierge.Domain.Webhooks;

/// <summary>
/// Identifies a signing secret of a webhook endpoint. A generated UUIDv7, so ids sort by creation time. The id is not secret.
/// </summary>
public readonly record struct WebhookSecretId(Guid Value);
