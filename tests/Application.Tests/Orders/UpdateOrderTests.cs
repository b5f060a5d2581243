using System.Diagnostics.Metrics;
using Concierge.Application.Orders;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using static Concierge.Application.Tests.Orders.OrderSamples;

namespace Concierge.Application.Tests.Orders;

public sealed class UpdateOrderTests : IDisposable
{
    private readonly IOrderRepository orders = Substitute.For<IOrderRepository>();
    private readonly IServiceRepository services = Substitute.For<IServiceRepository>();
    private readonly Order order = AtNoon("a");
    private readonly Meter meter = new(UseCaseTelemetry.Name);

    public UpdateOrderTests()
    {
        orders.FindAsync(OrderId.From("new"), Arg.Any<CancellationToken>()).Returns(order);
        orders.MoveAsync(Arg.Any<Order>(), 1, Arg.Any<CancellationToken>()).Returns(Result.Success);
        services.ListKnownAsync(Arg.Any<IReadOnlyCollection<ServiceId>>(), Arg.Any<CancellationToken>()).Returns(Catalogue);
    }

    [Fact]
    public async Task Handle_WhenVersionMatches_BooksNewTime()
    {
        var changed = (await HandleAsync(Match(RevisionOf(order)), "b")).Value;

        Assert.Equal((Noon.AddHours(1), 2), (changed.Datetime, changed.Revision.Version));
        Assert.Equal([new("b", "Service b")], changed.Services);
        await orders.Received(1).MoveAsync(Arg.Any<Order>(), 1, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Handle_WhenVersionIsStale_ReturnsMismatch() =>
        await AssertRejectedAsync(CommonErrors.EtagMismatch, Match(RevisionOf(order) with { Version = 2 }), "b");

    [Fact]
    public async Task Handle_WhenServiceIsUnknownAndVersionIsStale_PointsToService() =>
        await AssertRejectedAsync(ServiceErrors.Unknown.At("/services/1/id"), Match(RevisionOf(order) with { Version = 2 }), "a", "z");

    [Fact]
    public async Task Handle_WhenOrderDoesNotExist_ReturnsNotFound()
    {
        orders.FindAsync(OrderId.From("new"), Arg.Any<CancellationToken>()).Returns((Order?)null);

        await AssertRejectedAsync(OrderErrors.NotFound, Precondition.None, "a");
    }

    public void Dispose() => meter.Dispose();

    [Fact]
    public async Task Handle_WhenStampIsOfAnEarlierOrder_ReturnsMismatch() =>
        await AssertRejectedAsync(CommonErrors.EtagMismatch, Match(RevisionOf(AtNoon("a"))), "b");

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Handle_WhenRevisionMustNotMatch_IsRejectedWhereItDoes(int version, bool succeeds)
    {
        var precondition = new Precondition(null, [$"{RevisionOf(order) with { Version = version }}"]);

        Assert.Equal(succeeds, (await HandleAsync(precondition, "b")).IsSuccess);
    }

    [Fact]
    public async Task Handle_WhenNoRevisionMayMatch_ReturnsMismatch() =>
        await AssertRejectedAsync(CommonErrors.EtagMismatch, new(null, null), "b");

    private static Revision RevisionOf(Order order) => new(order.Stamp, order.Version);

    private static Precondition Match(Revision revision) => new([$"{revision}"], []);

    private async Task AssertRejectedAsync(Error error, Precondition precondition, params string[] ids)
    {
        Assert.Equal([error], (await HandleAsync(precondition, ids)).Errors);
        await orders.DidNotReceive().MoveAsync(Arg.Any<Order>(), Arg.Any<int>(), Arg.Any<CancellationToken>());
    }

    private Task<Result<OrderDto>> HandleAsync(Precondition precondition, params string[] ids)
    {
        var meters = Substitute.For<IMeterFactory>();
        meters.Create(Arg.Any<MeterOptions>()).Returns(meter);
        var window = new OrderWindow(TimeSpan.FromHours(3), WindowScope.Service);
        var (lead, clock) = (new LeadTime(null), new FakeTimeProvider(Noon));
        var times = Substitute.For<ITakenTimes>();
        var booking = new Booking(orders, times, new(times, window, lead, clock), window, new(meters));
        return new UpdateOrderHandler(orders, services, new(Actors.Backend, lead, new(), clock), booking)
            .Handle(new("new", new("2026-11-21T14:00:00+01:00", 1, ids, null), precondition), TestContext.Current.CancellationToken);
    }
}
