using Concierge.Api.Http;
using Concierge.Application.Orders;

namespace Concierge.Api.Orders;

internal static class OrderEntityTag
{
    /// <summary>Gets the tag of an order: its version, and a digest of its services, whose names can change without the order.</summary>
    public static string Of(OrderDto order) => EntityTags.Format(order.Version, EntityTags.Digest(order.Services));
}
