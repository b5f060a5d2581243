using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Application.Orders;
using Concierge.Application.Paging;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Orders;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>An order to place.</summary>
public sealed record CreateOrderRequest
{
    /// <summary>The id, if the caller wants to choose it; a whole number is kept as its digits.</summary>
    [RegularExpression(CallerId.Pattern)]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? Id { get; init; }

    /// <inheritdoc cref="UpdateOrderRequest.Datetime" />
    [Required]
    [DataType(DataType.DateTime)]
    public string? Datetime { get; init; }

    /// <inheritdoc cref="UpdateOrderRequest.TotalFee" />
    [Required]
    [Range(0, (double)Domain.Orders.TotalFee.Max)]
    [JsonPropertyName("totalfee")]
    public decimal? TotalFee { get; init; }

    /// <inheritdoc cref="UpdateOrderRequest.Services" />
    [Required]
    [Length(1, ServiceSelection.MaxCount)]
    public IReadOnlyList<OrderedServiceRequest?>? Services { get; init; }

    internal OrderInput ToInput() => new(Datetime, TotalFee, OrderedServiceRequest.Ids(Services));
}

/// <summary>What an order is to be from now on.</summary>
public sealed record UpdateOrderRequest
{
    /// <summary>A time of RFC 3339 with its offset from UTC; what is below the millisecond is cut off.</summary>
    [Required]
    [DataType(DataType.DateTime)]
    public string? Datetime { get; init; }

    /// <summary>Zero or more, with at most two decimals.</summary>
    [Required]
    [Range(0, (double)Domain.Orders.TotalFee.Max)]
    [JsonPropertyName("totalfee")]
    public decimal? TotalFee { get; init; }

    /// <summary>1 to 50 services, none of them twice.</summary>
    [Required]
    [Length(1, ServiceSelection.MaxCount)]
    public IReadOnlyList<OrderedServiceRequest?>? Services { get; init; }

    internal OrderInput ToInput() => new(Datetime, TotalFee, OrderedServiceRequest.Ids(Services));
}

/// <summary>A service to order.</summary>
public sealed record OrderedServiceRequest
{
    /// <summary>The service; a whole number is kept as its digits.</summary>
    [Required]
    [RegularExpression(CallerId.Pattern)]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? Id { get; init; }

    internal static IReadOnlyList<string?>? Ids(IReadOnlyList<OrderedServiceRequest?>? services) => services?.Select(service => service?.Id).ToList();
}

/// <summary>Which orders to list.</summary>
public sealed record OrderListQuery
{
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    public string? To { get; init; }

    [FromQuery(Name = "service_id")]
    public string? ServiceId { get; init; }

    [FromQuery(Name = "order")]
    public string? Order { get; init; } = "desc";

    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = Page.DefaultLimit;

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    internal ListOrders ToList(int limit, string? cursor) => new(From, To, ServiceId, Order ?? "desc", limit, cursor);
}
