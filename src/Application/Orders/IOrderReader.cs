using Concierge.Domain.Orders;

namespace Concierge.Application.Orders;

/// <summary>Reads orders.</summary>
public interface IOrderReader
{
    /// <summary>Gets the order, or null if it does not exist.</summary>
    Task<OrderDto?> GetAsync(OrderId id, CancellationToken cancellationToken);

    /// <summary>Lists a slice of the orders.</summary>
    Task<IReadOnlyList<OrderDto>> ListAsync(OrderSlice slice, CancellationToken cancellationToken);
}
