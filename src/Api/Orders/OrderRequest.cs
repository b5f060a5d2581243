using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Concierge.Application.Orders;
using Concierge.Domain.Orders;

namespace Concierge.Api.Orders;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>Members of every order.</summary>
/// <typeparam name="TService">A service in the order.</typeparam>
public abstract record OrderRequest<TService> where TService : OrderedServiceRequest
{
    /// <summary>Time of the order: RFC 3339 with an offset from UTC. Digits below the millisecond are cut off.</summary>
    [Required]
    [DataType(DataType.DateTime)]
    public string? Datetime { get; init; }

    /// <summary>Total fee: 0 or more, with at most two decimals.</summary>
    [Required]
    [Range(0, (double)Domain.Orders.TotalFee.Max)]
    [JsonPropertyName("totalfee")]
    public decimal? TotalFee { get; init; }

    /// <summary>Services to order: 1 to 50, without duplicates.</summary>
    [Required]
    [Length(1, ServiceSelection.MaxCount)]
    public IReadOnlyList<TService?>? Services { get; init; }

    /// <summary>Data of the client: at most 50 pairs; keys of 1 to 64 characters, values of at most 1000. Empty if absent.</summary>
    public Dictionary<string, string?>? Metadata { get; init; }

    internal OrderInput ToInput() => new(Datetime, TotalFee, Services?.Select(service => service?.Id).ToList(), Metadata);
}
