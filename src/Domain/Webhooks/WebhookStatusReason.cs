namespace Concierge.Domain.Webhooks;

/// <summary>Why an endpoint is disabled.</summary>
public enum WebhookStatusReason
{
    /// <summary>A backend disabled it.</summary>
    Requested,

    /// <summary>It failed for <see cref="WebhookHealth.Patience"/>.</summary>
    Failing,

    /// <summary>It answered 410 (RFC 9110 section 15.5.11).</summary>
    Gone,
}
