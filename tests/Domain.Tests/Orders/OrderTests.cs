using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Users;
using static Concierge.Domain.Tests.Orders.Given;

namespace Concierge.Domain.Tests.Orders;

public sealed class OrderTests
{
    private static readonly DateTimeOffset Datetime = At("2026-11-21T12:00:00.123Z");

    private static readonly DateTimeOffset NoLead = DateTimeOffset.MinValue;

    private static readonly DateTimeOffset Placed = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)).AddTicks(9999);

    private static readonly DateTimeOffset PlacedAt = new(2026, 1, 2, 2, 4, 5, 678, TimeSpan.Zero);

    private static readonly DateTimeOffset Later = Placed.AddHours(1);

    private static readonly DateTimeOffset LaterAt = PlacedAt.AddHours(1);

    [Fact]
    public void Place_ByBackend_ReturnsOrderOfVersion1()
    {
        var order = Order.Place(Actor.Backend, OrderId.From("223"), Content(Datetime, 100, "b,a"), NoLead, Placed).Value;

        Assert.Equal("223", order.Id.Value);
        Assert.Equal((Datetime, 100m), (order.Datetime, order.TotalFee));
        Assert.Equal(Ids("b,a"), order.ServiceIds);
        Assert.Equal((PlacedAt, PlacedAt, 1), (order.CreatedAt, order.UpdatedAt, order.Version));
    }

    [Theory]
    [InlineData("2026-11-21T12:00:00.1239999Z", "2026-11-21T12:00:00.123Z")]
    [InlineData("2026-11-21T12:00:00.9999999Z", "2026-11-21T12:00:00.999Z")]
    [InlineData("2026-11-22T01:00:00.1230001+13:00", "2026-11-21T12:00:00.123Z")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999Z")]
    [InlineData("0001-01-01T00:00:00.0009999Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z")]
    public void PlaceAndChange_WithFractionOfMillisecond_TruncateInUtc(string datetime, string cut)
    {
        var placed = Order.Place(Actor.Backend, OrderId.From("223"), Content(At(datetime), 100, "a"), NoLead, Placed).Value;
        var changed = NewOrder();
        changed.Change(Actor.Backend, Content(At(datetime), 1, "a"), NoLead, Later);

        Assert.Equal((At(cut), At(cut)), (placed.Datetime, changed.Datetime));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (placed.Datetime.Offset, changed.Datetime.Offset));
    }

    [Fact]
    public void PlaceAndChange_WithOffset_StoreUtc()
    {
        var order = NewOrder();
        order.Change(Actor.Backend, Content(Datetime.AddDays(1), 100, "a,b"), NoLead, Later);

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (order.CreatedAt.Offset, order.UpdatedAt.Offset));
    }

    [Fact]
    public void Place_ByUser_ReturnsForbidden() =>
        Assert.Equal(
            [CommonErrors.ForbiddenToUsers],
            Order.Place(Ann, OrderId.From("ann"), Content(Datetime, 100, "a"), NoLead, Placed).Errors);

    [Fact]
    public void Change_ByBackend_ReplacesAllButIdAndIncrementsVersion()
    {
        var order = NewOrder();

        Assert.Same(Result.Success, order.Change(Actor.Backend, Content(Datetime.AddHours(5), 99.5m, "c"), NoLead, Later));

        Assert.Equal("223", order.Id.Value);
        Assert.Equal((Datetime.AddHours(5), 99.5m), (order.Datetime, order.TotalFee));
        Assert.Equal(Ids("c"), order.ServiceIds);
        Assert.Equal((PlacedAt, LaterAt, 2), (order.CreatedAt, order.UpdatedAt, order.Version));
    }

    [Theory]
    [InlineData("2026-11-21T12:00:00.124Z", "100", "a,b")]
    [InlineData("2026-11-21T12:00:00.122Z", "100", "a,b")]
    [InlineData("2026-11-21T12:00:00.123Z", "100.01", "a,b")]
    [InlineData("2026-11-21T12:00:00.123Z", "99.99", "a,b")]
    [InlineData("2026-11-21T12:00:00.123Z", "100", "b,a")]
    [InlineData("2026-11-21T12:00:00.123Z", "100", "a")]
    [InlineData("2026-11-21T12:00:00.123Z", "100", "a,b,c")]
    [InlineData("2026-11-21T12:00:00.123Z", "100", "a,B")]
    public void Change_WhenOneValueDiffers_IncrementsVersion(string datetime, string totalFee, string services)
    {
        var order = NewOrder();

        order.Change(Actor.Backend, Content(At(datetime), Amount(totalFee), services), NoLead, Later);

        Assert.Equal((At(datetime), Amount(totalFee)), (order.Datetime, order.TotalFee));
        Assert.Equal(Ids(services), order.ServiceIds);
        Assert.Equal((LaterAt, 2), (order.UpdatedAt, order.Version));
    }

    [Theory]
    [InlineData("2026-11-21T12:00:00.123Z", "100")]
    [InlineData("2026-11-21T12:00:00.1230001Z", "100.00")]
    [InlineData("2026-11-21T12:00:00.1239999Z", "100.000")]
    [InlineData("2026-11-21T13:00:00.1235+01:00", "100")]
    public void Change_WithIdenticalValues_ChangesNothing(string datetime, string totalFee)
    {
        var order = NewOrder();

        Assert.Same(Result.Success, order.Change(Actor.Backend, Content(At(datetime), Amount(totalFee), "a,b"), NoLead, Later));

        AssertUnchanged(order);
    }

    [Fact]
    public void Change_ByUser_ReturnsForbidden()
    {
        var order = NewOrder();

        Assert.Equal(
            [CommonErrors.ForbiddenToUsers],
            order.Change(Ann, Content(Datetime.AddHours(5), 1, "c"), NoLead, Later).Errors);

        AssertUnchanged(order);
    }

    [Fact]
    public void Change_ByUserWithIdenticalValues_ReturnsForbidden() =>
        Assert.Equal([CommonErrors.ForbiddenToUsers], NewOrder().Change(Ann, Content(Datetime, 100, "a,b"), NoLead, Later).Errors);

    [Fact]
    public void Version_AfterSeveralChanges_CountsChanges()
    {
        var order = NewOrder();

        order.Change(Actor.Backend, Content(Datetime, 1, "a,b"), NoLead, Later);
        order.Change(Actor.Backend, Content(Datetime, 1, "a,b"), NoLead, Later);
        order.Change(Actor.Backend, Content(Datetime, 100, "a,b"), NoLead, Later);

        Assert.Equal(3, order.Version);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void PlaceAndChange_WhenTimeIsBeforeEarliest_AreTooSoon(int milliseconds, bool succeeds)
    {
        var earliest = Datetime.AddMilliseconds(milliseconds);
        var placed = Order.Place(Actor.Backend, OrderId.From("223"), Content(Datetime, 100, "a"), earliest, Placed);
        var moved = Order.Place(Actor.Backend, OrderId.From("223"), Content(Datetime.AddDays(-9), 100, "a"), NoLead, Placed).Value;
        var changed = moved.Change(Actor.Backend, Content(Datetime, 100, "a"), earliest, Later);

        Error[] expected = succeeds ? [] : [OrderErrors.TooSoon.At("/datetime")];
        Assert.Equal(expected, placed.Errors);
        Assert.Equal(expected, changed.Errors);
    }

    [Fact]
    public void Change_WhenTimeStays_IgnoresLeadTime()
    {
        var order = NewOrder();

        Assert.Same(Result.Success, order.Change(Actor.Backend, Content(Datetime, 5, "a,b"), Datetime.AddDays(1), Later));
        Assert.Equal((5m, 2), (order.TotalFee, order.Version));
    }

    [Fact]
    public void Change_WithOtherMetadata_ReplacesIt()
    {
        var order = NewOrder();

        order.Change(Actor.Backend, Content(Datetime, 100, "a,b", ("table", "7")), NoLead, Later);

        Assert.Equal(("7", 2), (order.Metadata["table"], order.Version));
    }

    [Fact]
    public void Services_OfOrder_HaveTheirNames() =>
        Assert.Equal([new(Ids("a")[0], "A"), new OrderedService(Ids("b")[0], "B")], NewOrder().Services);

    private static Order NewOrder() =>
        Order.Place(Actor.Backend, OrderId.From("223"), Content(Datetime, 100, "a,b"), NoLead, Placed).Value;

    private static void AssertUnchanged(Order order)
    {
        Assert.Equal((Datetime, 100m), (order.Datetime, order.TotalFee));
        Assert.Equal(Ids("a,b"), order.ServiceIds);
        Assert.Equal((PlacedAt, PlacedAt, 1), (order.CreatedAt, order.UpdatedAt, order.Version));
    }
}
