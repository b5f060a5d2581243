using System.ComponentModel.DataAnnotations;
using Concierge.Application.Orders.Batches;

namespace Concierge.Api.Orders;

/// <summary>A batch of operations on orders.</summary>
public sealed record OrderOperationsRequest
{
    /// <summary>Operations: 1 to 100, each on another order. They are carried out in this order.</summary>
    [Required]
    [Length(1, ChangeOrders.MaxOperations)]
    public IReadOnlyList<OrderOperationRequest?>? Operations { get; init; }
}
