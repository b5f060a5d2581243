using System.Globalization;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using static Concierge.Domain.Tests.Orders.Given;

namespace Concierge.Domain.Tests.Orders;

public sealed class OrderConflictTests
{
    private static readonly ConflictingOrder Nearest =
        new(OrderId.From("223"), At("2022-11-01T11:11:11.111Z"), Ids("123"), TimeSpan.FromHours(1));

    private static readonly ConflictingOrder Farther =
        new(OrderId.From("224"), At("2022-11-01T14:41:11.111Z"), Ids("123"), TimeSpan.FromHours(2.5));

    [Fact]
    public void ToError_Always_CarriesDetails()
    {
        var conflict = Conflict(ThreeHours);

        var error = conflict.ToError();

        Assert.Equal(
            ("order_conflict", "Another order is within three hours.", ErrorKind.Conflict, null),
            (error.Code, error.Message, error.Kind, error.Pointer));
        Assert.Same(conflict, error.Details);
    }

    [Theory]
    [InlineData("03:00:00", WindowScope.All, "Another order is within three hours.")]
    [InlineData("01:00:00", WindowScope.Service, "Another order is within one hour.")]
    [InlineData("01:30:00", WindowScope.Service, "Another order is within 90 minutes.")]
    [InlineData("00:00:00.5", WindowScope.All, "Another order is within 0.5 seconds.")]
    [InlineData("1.12:00:00", WindowScope.Service, "Another order is within 36 hours.")]
    public void ToError_Always_NamesWindowLength(string length, WindowScope scope, string message) =>
        Assert.Equal(message, Conflict(Window(length, scope)).ToError().Message);

    [Theory]
    [InlineData(
        "03:00:00", WindowScope.Service,
        "Order 223 at 2022-11-01T11:11:11.111Z is 1:00:00 away; orders that share a service must lie at least three hours apart.")]
    [InlineData(
        "03:00:00", WindowScope.All,
        "Order 223 at 2022-11-01T11:11:11.111Z is 1:00:00 away; any two orders must lie at least three hours apart.")]
    [InlineData(
        "01:30:00", WindowScope.All,
        "Order 223 at 2022-11-01T11:11:11.111Z is 1:00:00 away; any two orders must lie at least 90 minutes apart.")]
    public void Description_Always_NamesNearestOrderAndRule(string length, WindowScope scope, string description) =>
        Assert.Equal(description, Conflict(Window(length, scope)).Description);

    [Theory]
    [InlineData("00:00:00", "is 0:00:00 away")]
    [InlineData("00:00:00.001", "is 0:00:00.001 away")]
    [InlineData("02:59:59.999", "is 2:59:59.999 away")]
    [InlineData("1.02:03:04", "is 1:2:03:04 away")]
    public void Description_Always_FormatsGapLikeSettings(string gap, string words) =>
        Assert.Contains(words, Conflict(ThreeHours, Nearest with { Gap = Time(gap) }).Description, StringComparison.Ordinal);

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "at 0001-01-01T00:00:00.000Z is")]
    [InlineData("2024-02-29T23:59:59.1Z", "at 2024-02-29T23:59:59.100Z is")]
    [InlineData("9999-12-31T23:59:59.999Z", "at 9999-12-31T23:59:59.999Z is")]
    public void Description_Always_FormatsTimeLikeResponses(string datetime, string words) =>
        Assert.Contains(words, Conflict(ThreeHours, Nearest with { Datetime = At(datetime) }).Description, StringComparison.Ordinal);

    [Fact]
    public void Description_InAnotherCulture_IsUnchanged()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { DateTimeFormat = { TimeSeparator = ".", DateSeparator = "/" } };
            Assert.StartsWith("Order 223 at 2022-11-01T11:11:11.111Z is", Conflict(ThreeHours).Description, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Limits_Always_MatchContract() =>
        Assert.Equal((10, TimeSpan.FromDays(365)), (OrderConflict.MaxConflicts, OrderConflict.Horizon));

    private static OrderConflict Conflict(OrderWindow window, params ConflictingOrder[] conflicts) => new(
        window,
        At("2022-11-01T12:11:11.111Z"),
        conflicts is [] ? [Nearest, Farther] : conflicts,
        At("2022-11-01T17:41:11.111Z"),
        At("2022-11-01T08:11:11.111Z"));
}
