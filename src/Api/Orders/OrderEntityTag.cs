using Concierge.Api.Http;
using Concierge.Application.Orders;

namespace Concierge.Api.Orders;

internal static class OrderEntityTag
{
    /// <summary>The version, and a digest of the services, whose names change without the order.</summary>
    public static string Of(OrderDto order) => EntityTags.Format(order.Version, EntityTags.Digest(order.Services));
}
