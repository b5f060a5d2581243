using System.Text.Json.Serialization;
using Concierge.Application.Paging;
using Concierge.Application.Preconditions;
using Concierge.Domain.Orders;

namespace Concierge.Application.Orders;

/// <summary>Representation of an order.</summary>
public sealed record OrderDto : ISized
{
    public required string Id { get; init; }

    public required DateTimeOffset Datetime { get; init; }

    [JsonPropertyName("totalfee")]
    public required decimal TotalFee { get; init; }

    /// <summary>The services in the order of the request, with the names that they had when they were booked.</summary>
    public required IReadOnlyList<OrderedServiceDto> Services { get; init; }

    /// <summary>Pairs for the client's own use.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>State of the order. The ETag is computed from it and the names of the services.</summary>
    [JsonIgnore]
    public Revision Revision { get; init; }

    int ISized.Size => JsonSize.Frame + JsonSize.Of(Metadata) + Services.Sum(service => JsonSize.Of(service.Name) + service.Id.Length + 20);

    internal static OrderDto Of(Order order) => new()
    {
        Id = order.Id.Value,
        Datetime = order.Datetime,
        TotalFee = order.TotalFee,
        Services = [.. order.Services.Select(service => new OrderedServiceDto(service.Id.Value, service.Name!))],
        Metadata = order.Metadata,
        CreatedAt = order.CreatedAt,
        UpdatedAt = order.UpdatedAt,
        Revision = new(order.Stamp, order.Version),
    };
}
