namespace Concierge.Domain.Webhooks;

/// <summary>Types of the events of webhook endpoints.</summary>
public static class WebhookEvents
{
    public const string Created = "webhook_endpoint.created";

    /// <summary>The endpoint was changed, enabled or disabled by a backend, or got a new secret.</summary>
    public const string Updated = "webhook_endpoint.updated";

    public const string Deleted = "webhook_endpoint.deleted";

    /// <summary>The endpoint fails repeatedly and will be disabled.</summary>
    public const string Failing = "webhook_endpoint.failing";

    /// <summary>The endpoint succeeded after it was announced as failing.</summary>
    public const string Recovered = "webhook_endpoint.recovered";

    /// <summary>The endpoint was disabled because it failed for too long or is gone.</summary>
    public const string Disabled = "webhook_endpoint.disabled";
}
