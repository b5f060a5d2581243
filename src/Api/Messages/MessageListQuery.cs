using System.ComponentModel;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Application.Messages;
using Concierge.Application.Paging;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Messages;

/// <summary>Query parameters of a list of messages.</summary>
public sealed record MessageListQuery : ListQuery
{
    [Description("desc: newest first. asc: oldest first.")]
    [FromQuery(Name = "order")]
    [NamedSchema("SortOrder", "desc", "asc")]
    [DefaultValue("desc")]
    public string? Order { get; init; } = "desc";

    [Description("Whether to include deleted messages, without their text.")]
    [FromQuery(Name = "include_deleted")]
    [DefaultValue(false)]
    public bool IncludeDeleted { get; init; }

    internal MessagePaging ToPaging(PageLimit limit, string? cursor) => new(Order ?? "desc", IncludeDeleted, limit, cursor);
}
