using System.ComponentModel.DataAnnotations;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Application.Webhooks;

namespace Concierge.Api.Webhooks;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>Which events to deliver again, up to the newest one. Exactly one of since and after is required.</summary>
public sealed record ReplayWebhooksRequest
{
    /// <summary>Time of the first event. It is accurate to a minute: some earlier events may be delivered, too.</summary>
    [DataType(DataType.DateTime)]
    public string? Since { get; init; }

    /// <summary>Id of the event before the first one; earliest for all that are kept.</summary>
    public string? After { get; init; }

    /// <summary>failed (if absent): events whose attempts are used up. all: also those that were delivered.</summary>
    [NamedSchema("WebhookReplayOnly", ReplayWebhooks.Failed, ReplayWebhooks.All)]
    public string? Only { get; init; }
}
