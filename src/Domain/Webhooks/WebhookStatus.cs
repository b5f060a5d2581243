namespace Concierge.Domain.Webhooks;

/// <summary>Whether an endpoint receives events.</summary>
public enum WebhookStatus
{
    Enabled,

    /// <summary>The endpoint receives nothing. Its place in the feed stays, so that nothing is lost within the retention.</summary>
    Disabled,
}
