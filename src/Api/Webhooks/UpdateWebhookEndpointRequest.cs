using Concierge.Api.Json;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Application.Webhooks;

namespace Concierge.Api.Webhooks;

/// <summary>The new content of a webhook endpoint.</summary>
[Replaces(typeof(WebhookEndpointDto))]
public sealed record UpdateWebhookEndpointRequest : WebhookEndpointRequest
{
    /// <summary>Whether the endpoint receives events; if absent, that stays as it is.</summary>
    public bool? Enabled { get; init; }

    /// <summary>
    /// Where a disabled endpoint goes on. where_it_stopped (if absent): everything that waited and is still kept is delivered. now: only
    /// what comes is delivered.
    /// </summary>
    [NamedSchema("WebhookResume", UpdateWebhookEndpoint.WhereItStopped, UpdateWebhookEndpoint.Now)]
    public string? Resume { get; init; }
}
