using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Application.Paging;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Lists;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>Query parameters of every list.</summary>
public record ListQuery
{
    [Description("Maximum number of items on a page, which ends earlier if they exceed about 1 MiB. "
        + "A stream reads at most this many rows at a time; 200 if absent.")]
    [FromQuery(Name = "limit")]
    [Range(1, Page.MaxLimit)]
    [DefaultValue(Page.DefaultLimit)]
    public int Limit { get; init; } = Page.DefaultLimit;

    [Description("Position at which the page or the stream starts: the next_cursor of an earlier page.")]
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}
