using Concierge.Api.Preconditions;
using Concierge.Application.Orders;

namespace Concierge.Api.Orders;

internal static class OrderEntityTag
{
    /// <summary>
    /// Gets the tag of an order: its revision, and a digest of its services. An order of a version that stored no names shows the current
    /// ones, which can change without the order.
    /// </summary>
    public static string Of(OrderDto order) => EntityTags.Format(order.Revision, EntityTags.Digest(order.Services));
}
