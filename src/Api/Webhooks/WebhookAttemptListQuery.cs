using System.ComponentModel;
using Concierge.Api.Lists;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Webhooks;

/// <summary>Query parameters of the list of attempts.</summary>
public sealed record WebhookAttemptListQuery : ListQuery
{
    [Description("Only attempts of this event.")]
    [FromQuery(Name = "event_id")]
    public string? EventId { get; init; }

    [Description("Only attempts that succeeded, or only those that failed.")]
    [FromQuery(Name = "succeeded")]
    public bool? Succeeded { get; init; }
}
