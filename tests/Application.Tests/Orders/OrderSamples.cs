using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Domain.Users;

namespace Concierge.Application.Tests.Orders;

internal static class OrderSamples
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Names of the existing services.</summary>
    public static IReadOnlyDictionary<ServiceId, string> Catalogue { get; } =
        new[] { "a", "b", "c" }.ToDictionary(ServiceId.From, id => $"Service {id}");

    public static IReadOnlyList<ServiceId> Ids(params string[] ids) => [.. ids.Select(ServiceId.From)];

    /// <summary>Creates an order at noon, version 1.</summary>
    public static Order AtNoon(params string[] services) => Order.Place(
        Actor.Backend,
        OrderId.From("new"),
        Noon,
        TotalFee.From(1),
        ServiceSelection.Of(Ids(services), Catalogue.Keys, index => $"/{index}").Value,
        Noon).Value;
}
