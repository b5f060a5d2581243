using System.Globalization;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Orders;

/// <summary>What the tests of orders start from.</summary>
internal static class Given
{
    /// <summary>The window that the service starts with.</summary>
    public static readonly OrderWindow ThreeHours = Window("03:00:00");

    public static Actor Ann { get; } = Actor.As(UserId.From("ann"));

    /// <summary>An instant, read by the framework and not by the product.</summary>
    public static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    public static TimeSpan Time(string length) => TimeSpan.ParseExact(length, "c", CultureInfo.InvariantCulture);

    public static OrderWindow Window(string length, WindowScope scope = WindowScope.Service) => new(Time(length), scope);

    public static decimal Amount(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    /// <summary>The ids in a text such as <c>a,b</c>; none in an empty one.</summary>
    public static IReadOnlyList<ServiceId> Ids(string ids) => [.. ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ServiceId.From)];

    /// <summary>Services with these ids, as in <see cref="Ids"/>.</summary>
    public static IReadOnlyList<Service> Services(string ids) =>
        [.. Ids(ids).Select(id => Service.Create(Actor.Backend, id, ServiceName.From("Testing"), At("2026-01-02T03:04:05Z")).Value)];

    /// <summary>These services, all of them known.</summary>
    public static ServiceSelection Selection(string ids) => ServiceSelection.Of(Ids(ids), Services(ids), index => $"/{index}").Value;
}
