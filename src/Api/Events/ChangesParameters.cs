using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Application.Events;
using Concierge.Application.Paging;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Events;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>Query parameters of a page of the feed.</summary>
public sealed record ChangesParameters : FeedParameters
{
    [Description("Maximum number of events.")]
    [FromQuery(Name = "limit")]
    [Range(1, Page.MaxLimit)]
    [DefaultValue(Page.DefaultLimit)]
    public int Limit { get; init; } = Page.DefaultLimit;

    [Description("Seconds to wait for an event where there is none yet.")]
    [FromQuery(Name = "wait")]
    [Range(0, GetChanges.MaxWait)]
    [DefaultValue(0)]
    public int Wait { get; init; }
}
