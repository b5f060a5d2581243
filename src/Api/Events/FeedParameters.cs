using System.ComponentModel;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Application.Events;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Events;

/// <summary>Query parameters of the feed.</summary>
public record FeedParameters
{
    [Description("Id of the last event that the caller has, earliest for all that are kept, or latest for those that come.")]
    [FromQuery(Name = "after")]
    [DefaultValue(FeedQuery.Latest)]
    public string? After { get; init; }

    [Description("Types of events, separated by commas; all that the credentials allow if absent.")]
    [FromQuery(Name = "types")]
    public string? Types { get; init; }

    [Description("Only events that name this user.")]
    [FromQuery(Name = "user_id")]
    [CallerId]
    public string? UserId { get; init; }

    internal FeedQuery ToQuery(string? after) =>
        new(after, Types?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), UserId);
}
