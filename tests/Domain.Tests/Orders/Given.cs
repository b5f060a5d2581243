using System.Globalization;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Orders;

/// <summary>Test data for orders.</summary>
internal static class Given
{
    /// <summary>The default window.</summary>
    public static readonly OrderWindow ThreeHours = Window("03:00:00");

    public static Actor Ann { get; } = Actor.As(UserId.From("ann"));

    /// <summary>Parses an instant with the framework, not with the code under test.</summary>
    public static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    public static TimeSpan Time(string length) => TimeSpan.ParseExact(length, "c", CultureInfo.InvariantCulture);

    public static OrderWindow Window(string length, WindowScope scope = WindowScope.Service) => new(Time(length), scope);

    public static decimal Amount(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    /// <summary>Splits text such as <c>a,b</c> into ids; empty text contains none.</summary>
    public static IReadOnlyList<ServiceId> Ids(string ids) =>
        [.. ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ServiceId.From)];

    /// <summary>Services that exist and are active, each with its id in upper case as its name.</summary>
    public static IEnumerable<KnownService> Known(string ids) =>
        Ids(ids).Select(id => new KnownService(id, id.Value.ToUpperInvariant(), true));

    /// <summary>Selects these services, all of which exist.</summary>
    public static ServiceSelection Selection(string ids) => ServiceSelection.Of(Ids(ids), Known(ids), [], index => $"/{index}").Value;

    public static OrderContent Content(
        DateTimeOffset at, decimal totalFee, string services, params (string Key, string Value)[] metadata) =>
        new(at, TotalFee.From(totalFee), Selection(services), metadata.ToDictionary(pair => pair.Key, pair => pair.Value));
}
