namespace Shop.IntegrationTests;

public sealed class BookingDeskTests(ConciergeFixture concierge)
{
    private static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly BookingDesk desk = new(concierge.Client);

    [Fact]
    public async Task Book_WhenTimeIsFree_TakesIt()
    {
        var service = await CreateServiceAsync();

        var order = await desk.BookAsync(service.Id, Noon, 49.95m);

        Assert.Equal((Noon, 49.95m), (order?.Datetime, order?.Totalfee));
    }

    [Fact]
    public async Task Book_WhenTimeIsTaken_TakesNextFreeTime()
    {
        var service = await CreateServiceAsync();
        await desk.BookAsync(service.Id, Noon, 49.95m);

        var second = await desk.BookAsync(service.Id, Noon.AddHours(1), 49.95m);

        Assert.Equal(Noon.AddHours(3), second?.Datetime);
    }

    [Fact]
    public async Task CreateOrder_WhenTimeIsTaken_NamesConflictingOrder()
    {
        var service = await CreateServiceAsync();
        var first = await desk.BookAsync(service.Id, Noon, 49.95m);

        var refused = await Assert.ThrowsAnyAsync<ConciergeException>(
            () => concierge.Client.CreateOrderAsync(
                new() { Datetime = Noon, Totalfee = 10, Services = [new() { Id = service.Id }] },
                cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("order_conflict", refused.Code);
        Assert.Equal(first?.Id, Assert.Single(refused.OrderConflict!.Conflicts).OrderId);
    }

    /// <summary>Each test has a service of its own, so the orders of other tests cannot conflict with its orders.</summary>
    private async Task<Service> CreateServiceAsync() =>
        await concierge.Client.CreateServiceAsync(new() { Name = "Cleaning" }, cancellationToken: TestContext.Current.CancellationToken);
}
