using System.Text.Json.Serialization;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>An order, as callers see it.</summary>
public sealed record OrderDto
{
    public required string Id { get; init; }

    public required DateTimeOffset Datetime { get; init; }

    [JsonPropertyName("totalfee")]
    public required decimal TotalFee { get; init; }

    /// <summary>The services, in the order in which they were named, with the names that they have now.</summary>
    public required IReadOnlyList<OrderedServiceDto> Services { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The version of the order. Together with the names of its services it decides the whole representation.</summary>
    [JsonIgnore]
    public int Version { get; init; }

    /// <summary>Converts an order, with the names of its services.</summary>
    internal static OrderDto Of(Order order, IReadOnlyDictionary<ServiceId, string> names) => new()
    {
        Id = order.Id.Value,
        Datetime = order.Datetime,
        TotalFee = order.TotalFee,
        Services = [.. order.ServiceIds.Select(id => new OrderedServiceDto(id.Value, names[id]))],
        CreatedAt = order.CreatedAt,
        UpdatedAt = order.UpdatedAt,
        Version = order.Version,
    };
}

/// <summary>A service in an order.</summary>
public sealed record OrderedServiceDto(string Id, string Name);
