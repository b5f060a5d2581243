using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Application.Paging;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Lists;

/// <summary>Query parameters of every list. The attributes are for the OpenAPI document; the validators of the use cases check.</summary>
public record ListQuery
{
    /// <summary>Maximum number of items on a page. A stream reads this many rows at a time; 200 if absent.</summary>
    [FromQuery(Name = "limit")]
    [Range(1, Page.MaxLimit)]
    [DefaultValue(Page.DefaultLimit)]
    public int Limit { get; init; } = Page.DefaultLimit;

    /// <summary>Position at which the page or the stream starts: the next_cursor of an earlier page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}
