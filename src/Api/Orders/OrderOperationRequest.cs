using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Preconditions;
using Concierge.Application.Orders.Batches;

namespace Concierge.Api.Orders;

/// <summary>One operation of a batch. create and update have an order, delete has an id.</summary>
public sealed record OrderOperationRequest
{
    /// <summary>What to do: create, update or delete.</summary>
    /// <remarks>Not an enumeration in the document: NSwag's clients with System.Text.Json would send its C# names.</remarks>
    [Required]
    [RegularExpression("^(create|update|delete)$")]
    public string? Op { get; init; }

    /// <summary>The order to create, or the new content of an order. Its id names the order; a new order without one gets one.</summary>
    public BatchedOrderRequest? Order { get; init; }

    /// <summary>Id of the order to delete.</summary>
    [CallerId]
    [JsonConverter(typeof(CallerIdConverter))]
    public string? Id { get; init; }

    /// <summary>Entity tags, as in the header If-Match. The batch fails if the order has none of them.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Returns null if the entity tags are malformed.</summary>
    internal OrderOperation? ToOperation() =>
        EntityTags.ReadPrecondition(IfMatch) is { } precondition
            ? new(Op, Id, Order is null ? null : new(Order.Id, Order.ToInput()), precondition)
            : null;
}
