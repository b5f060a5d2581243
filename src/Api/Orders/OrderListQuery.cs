using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Application.Orders;
using Concierge.Application.Paging;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Orders;

/// <summary>Query parameters of the list of orders.</summary>
public sealed record OrderListQuery : ListQuery
{
    [Description("Start of the interval, inclusive: RFC 3339 with an offset from UTC. Write + as %2B.")]
    [FromQuery(Name = "from")]
    [DataType(DataType.DateTime)]
    public string? From { get; init; }

    [Description("End of the interval, exclusive: RFC 3339 with an offset from UTC. Write + as %2B.")]
    [FromQuery(Name = "to")]
    [DataType(DataType.DateTime)]
    public string? To { get; init; }

    [Description("Only orders with this service.")]
    [FromQuery(Name = "service_id")]
    [CallerId]
    public string? ServiceId { get; init; }

    [Description("desc: newest first. asc: oldest first.")]
    [FromQuery(Name = "order")]
    [NamedSchema("SortOrder", "desc", "asc")]
    [DefaultValue("desc")]
    public string? Order { get; init; } = "desc";

    internal ListOrders ToList(PageLimit limit, string? cursor) => new(From, To, ServiceId, Order ?? "desc", limit, cursor);
}
