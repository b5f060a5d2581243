using System.Diagnostics.Metrics;
using Concierge.Application.Orders;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using static Concierge.Application.Tests.Orders.OrderSamples;

namespace Concierge.Application.Tests.Orders;

public sealed class BookingTests : IDisposable
{
    private readonly IOrderRepository orders = Substitute.For<IOrderRepository>();
    private readonly ITakenTimes times = Substitute.For<ITakenTimes>();
    private readonly Meter meter = new(UseCaseTelemetry.Name);

    public BookingTests() => orders.BookAsync(Arg.Any<Order>(), Arg.Any<CancellationToken>()).Returns(OrderErrors.Conflict);

    [Theory]
    [InlineData("order_exists")]
    [InlineData(null)]
    public async Task BookAsync_WhenThereIsNoConflict_ReturnsOutcomeOfRepository(string? code)
    {
        Result outcome = code is null ? Result.Success : OrderErrors.Exists;
        orders.BookAsync(Arg.Any<Order>(), Arg.Any<CancellationToken>()).Returns(outcome);

        Assert.Same(outcome, await BookAsync(WindowScope.Service, "a"));
        Assert.Empty(times.ReceivedCalls());
    }

    [Fact]
    public async Task BookAsync_WhenTimeIsTaken_ListsNearestOrdersAndFreeTimes()
    {
        Taken(("late", 2, "a,c"), ("early", -1, "b,a"), ("far", 3, "a"));

        var conflict = Conflict(await BookAsync(WindowScope.Service, "a", "b"));

        Assert.Equal(["early -1 a,b", "late 2 a"], conflict.Conflicts.Select(Describe));
        Assert.Equal(Noon.AddHours(6), conflict.NextAvailable);
        Assert.Equal(Noon.AddHours(-4), conflict.PreviousAvailable);
    }

    [Fact]
    public async Task BookAsync_WhenWindowAppliesToAllOrders_NamesAllServicesOfTheOther()
    {
        Taken(("other", 0, "b,c"));

        Assert.Equal(["other 0 b,c"], Conflict(await BookAsync(WindowScope.All, "a")).Conflicts.Select(Describe));
    }

    [Fact]
    public async Task BookAsync_WhenNearTimesAreTaken_SearchesFurther()
    {
        Taken([.. Enumerable.Range(-15, 31).Select(slot => ($"order{slot}", slot * 2, "a"))]);

        var conflict = Conflict(await BookAsync(WindowScope.Service, "a"));

        Assert.Equal((Noon.AddHours(33), Noon.AddHours(-33)), (conflict.NextAvailable, conflict.PreviousAvailable));
    }

    [Fact]
    public async Task BookAsync_WhenNoTimeIsFreeWithinAYear_OffersNone()
    {
        Taken([.. Enumerable.Range(-2200, 4401).Select(slot => ($"order{slot}", slot * 4, "a"))]);

        var conflict = Conflict(await BookAsync(WindowScope.Service, "a"));

        Assert.Equal((null, null), (conflict.NextAvailable, conflict.PreviousAvailable));
    }

    [Fact]
    public async Task BookAsync_WhenLeadTimeForbidsEarlierTimes_OffersNone()
    {
        Taken(("other", 0, "a"));

        var conflict = Conflict(await BookAsync(new LeadTime(TimeSpan.Zero), WindowScope.Service, "a"));

        Assert.Equal((Noon.AddHours(3), null), (conflict.NextAvailable, conflict.PreviousAvailable));
    }

    [Fact]
    public async Task BookAsync_WhenConflictingOrderIsGone_ThrowsConcurrentChange()
    {
        Taken(("gone", 1, ""));

        await Assert.ThrowsAsync<ConcurrentChangeException>(() => BookAsync(WindowScope.Service, "a"));
    }

    public void Dispose() => meter.Dispose();

    private static OrderConflict Conflict(Result booked)
    {
        var error = Assert.Single(booked.Errors);
        Assert.Equal("order_conflict", error.Code);
        return Assert.IsType<OrderConflict>(error.Details);
    }

    private static string Describe(ConflictingOrder conflict) =>
        $"{conflict.OrderId} {(conflict.Datetime - Noon).TotalHours} "
        + $"{string.Join(',', conflict.ServiceIds.Select(id => id.Value).Order())}";

    /// <summary>Sets the existing orders: id, hours after noon, services. An order without services has been deleted.</summary>
    private void Taken(params (string Id, int Hour, string Services)[] existing)
    {
        var all = existing.Select(order => new TakenTime(OrderId.From(order.Id), Noon.AddHours(order.Hour))).ToList();
        times.ListConflictsAsync(null!, default, default, default).ReturnsForAnyArgs(call => all
            .Where(time => (time.Datetime - call.ArgAt<DateTimeOffset>(1)).Duration() < TimeSpan.FromHours(3)).ToList());
        times.ListAsync(null!, default, default, null, 0, default).ReturnsForAnyArgs(call =>
        {
            var (from, to, count) = (call.ArgAt<DateTimeOffset>(1), call.ArgAt<DateTimeOffset>(2), call.ArgAt<int>(4));
            return from <= to
                ? all.Select(time => time.Datetime).Where(at => at > from && at <= to).Order().Take(count).ToList()
                : all.Select(time => time.Datetime).Where(at => at < from && at >= to).OrderDescending().Take(count).ToList();
        });
        times.GetServicesAsync(null!, default).ReturnsForAnyArgs(existing
            .Where(order => order.Services.Length > 0)
            .ToDictionary(order => OrderId.From(order.Id), order => Ids(order.Services.Split(','))));
    }

    private Task<Result> BookAsync(WindowScope scope, params string[] services) => BookAsync(new LeadTime(null), scope, services);

    private Task<Result> BookAsync(LeadTime lead, WindowScope scope, params string[] services)
    {
        var meters = Substitute.For<IMeterFactory>();
        meters.Create(Arg.Any<MeterOptions>()).Returns(meter);
        var window = new OrderWindow(TimeSpan.FromHours(3), scope);
        var booking = new Booking(orders, times, new(times, window, lead, new FakeTimeProvider(Noon)), window, new(meters));
        return booking.BookAsync(AtNoon(services), TestContext.Current.CancellationToken);
    }
}
