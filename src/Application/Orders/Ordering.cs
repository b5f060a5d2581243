using Concierge.Application.Authorization;
using Concierge.Application.Preconditions;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;

namespace Concierge.Application.Orders;

/// <summary>Creates and changes orders from the content of a request. Stores nothing.</summary>
internal sealed class Ordering(ICurrentActor current, LeadTime lead, TimeOrderedUuidGenerator ids, TimeProvider clock)
{
    /// <param name="id">The id; null to generate one.</param>
    /// <param name="input">The content, which is valid.</param>
    /// <param name="known">Those of its services that exist.</param>
    public Result<Order> Place(string? id, OrderInput input, IEnumerable<KnownService> known)
    {
        var now = clock.GetUtcNow();
        return input.ToContent(known)
            .Then(content => Order.Place(
                current.Actor, OrderId.From(id ?? ids.Next(now).ToString()), content, lead.EarliestAt(now), now));
    }

    /// <param name="order">The order.</param>
    /// <param name="input">The new content, which is valid.</param>
    /// <param name="known">Those of its services that exist.</param>
    /// <param name="precondition">The precondition of the change.</param>
    public Result Change(Order order, OrderInput input, IEnumerable<KnownService> known, Precondition precondition)
    {
        var now = clock.GetUtcNow();
        return input.ToContent(known, order).Then(content => precondition.Guard(
            new(order.Stamp, order.Version), () => order.Change(current.Actor, content, lead.EarliestAt(now), now)));
    }
}
