using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Domain.Users;

namespace Concierge.Application.Tests.Orders;

internal static class OrderSamples
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The existing services.</summary>
    public static IReadOnlyList<KnownService> Catalogue { get; } =
        [.. new[] { "a", "b", "c" }.Select(id => new KnownService(ServiceId.From(id), $"Service {id}", IsActive: true))];

    public static IReadOnlyList<ServiceId> Ids(params string[] ids) => [.. ids.Select(ServiceId.From)];

    /// <summary>Creates an order at noon, version 1.</summary>
    public static Order AtNoon(params string[] services) => Order.Place(
        Actor.Backend,
        OrderId.From("new"),
        new(
            Noon, TotalFee.From(1), ServiceSelection.Of(Ids(services), Catalogue, [], index => $"/{index}").Value,
            new Dictionary<string, string>()),
        DateTimeOffset.MinValue,
        Noon).Value;
}
