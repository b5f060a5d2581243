namespace Concierge.Domain.Webhooks;

/// <summary>What has become of an event that an endpoint is to receive.</summary>
public enum WebhookDeliveryStatus
{
    /// <summary>It is, or will be, attempted.</summary>
    Pending,

    /// <summary>The receiver answered with 2xx.</summary>
    Delivered,

    /// <summary>The attempts are used up, or were given up. A resend or a replay begins again.</summary>
    Failed,
}
