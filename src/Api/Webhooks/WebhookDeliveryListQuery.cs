using System.ComponentModel;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Domain.Webhooks;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Webhooks;

/// <summary>Query parameters of the list of deliveries.</summary>
public sealed record WebhookDeliveryListQuery : ListQuery
{
    [Description("Only deliveries with this status.")]
    [FromQuery(Name = "status")]
    [NamedSchema(nameof(WebhookDeliveryStatus))]
    public string? Status { get; init; }
}
