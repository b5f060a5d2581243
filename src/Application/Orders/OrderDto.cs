using System.Text.Json.Serialization;
using Concierge.Application.Preconditions;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>Representation of an order.</summary>
public sealed record OrderDto
{
    public required string Id { get; init; }

    public required DateTimeOffset Datetime { get; init; }

    [JsonPropertyName("totalfee")]
    public required decimal TotalFee { get; init; }

    /// <summary>The services in the order of the request, with their current names.</summary>
    public required IReadOnlyList<OrderedServiceDto> Services { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>State of the order. The ETag is computed from it and the names of the services.</summary>
    [JsonIgnore]
    public Revision Revision { get; init; }

    /// <summary>Converts an order. <paramref name="names"/> must contain every service of the order.</summary>
    internal static OrderDto Of(Order order, IReadOnlyDictionary<ServiceId, string> names) => new()
    {
        Id = order.Id.Value,
        Datetime = order.Datetime,
        TotalFee = order.TotalFee,
        Services = [.. order.ServiceIds.Select(id => new OrderedServiceDto(id.Value, names[id]))],
        CreatedAt = order.CreatedAt,
        UpdatedAt = order.UpdatedAt,
        Revision = new(order.Stamp, order.Version),
    };
}
