using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi;
using Concierge.Application.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Orders;

/// <summary>Query parameters of the list of orders.</summary>
public sealed record OrderListQuery : ListQuery
{
    /// <summary>Start of the interval, inclusive: RFC 3339 with an offset from UTC. Write + as %2B.</summary>
    [FromQuery(Name = "from")]
    [DataType(DataType.DateTime)]
    public string? From { get; init; }

    /// <summary>End of the interval, exclusive: RFC 3339 with an offset from UTC. Write + as %2B.</summary>
    [FromQuery(Name = "to")]
    [DataType(DataType.DateTime)]
    public string? To { get; init; }

    /// <summary>Only orders with this service.</summary>
    [FromQuery(Name = "service_id")]
    [CallerId]
    public string? ServiceId { get; init; }

    /// <summary>desc: newest first. asc: oldest first.</summary>
    [FromQuery(Name = "order")]
    [NamedSchema("SortOrder", "desc", "asc")]
    [DefaultValue("desc")]
    public string? Order { get; init; } = "desc";

    internal ListOrders ToList(int limit, string? cursor) => new(From, To, ServiceId, Order ?? "desc", limit, cursor);
}
