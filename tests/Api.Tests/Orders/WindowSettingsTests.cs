using System.Net;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

/// <summary>The window between any two orders. As all orders are in the way of each other, each test has a year of its own.</summary>
public sealed class AllOrdersTests(AllOrdersFixture api) : IClassFixture<AllOrdersFixture>
{
    [Fact]
    public async Task Post_WithoutSharedService_IsRefused()
    {
        const string At = "2031-01-01T00:00:00.000Z";
        var services = await api.AddServicesAsync(3);
        var id = (await api.AddOrderAsync(At, services[2], services[0])).Id();

        var answer = (await api.OrderAsync(At.Plus(Window - Millisecond), services[1]))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        Assert.Equal(
            $$"""[{"order_id":"{{id}}","datetime":"{{At}}","service_ids":["{{services[2]}}","{{services[0]}}"],"gap_seconds":10799.999}]""",
            answer.Json["conflicts"]!.ToJsonString());
        Assert.Equal("Another order is within three hours", answer.Json.Text("title"));
        Assert.EndsWith("; any two orders must lie at least three hours apart.", answer.Json.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(At.Plus(Window), answer.Json.Text("next_available"));
        Assert.Equal(At.Plus(-Window), answer.Json.Text("previous_available"));

        await api.AddOrderAsync(At.Plus(Window), services[1]);
        await api.AddOrderAsync(At.Plus(-Window), services[1]);
    }

    [Fact]
    public async Task Post_WithSharedService_NamesAllServicesOfOtherOrder()
    {
        const string At = "2032-01-01T00:00:00.000Z";
        var services = await api.AddServicesAsync(3);
        await api.AddOrderAsync(At, services[0], services[1]);

        var answer = (await api.OrderAsync(At, services[1], services[2])).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        Assert.Equal(services[..2], answer.Json["conflicts"]![0]!["service_ids"]!.AsArray().Select(id => (string?)id));
    }

    [Fact]
    public async Task Put_WhenServicesChange_DoesNotConflictWithItself()
    {
        const string At = "2033-01-01T00:00:00.000Z";
        var services = await api.AddServicesAsync(2);
        var id = (await api.AddOrderAsync(At, services[0])).Id();

        (await api.PutAsync($"/orders/{id}", Body(At.Plus(TimeSpan.FromMinutes(1)), services[1]))).Expect(HttpStatusCode.OK);

        (await api.OrderAsync(At, services[0])).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        (await api.DeleteAsync($"/orders/{id}")).Expect(HttpStatusCode.NoContent);
        await api.AddOrderAsync(At, services[0]);
    }

    [Fact]
    public async Task GetAvailability_WithoutSharedService_ExcludesTakenTime()
    {
        const string At = "2034-01-01T00:00:00.000Z";
        var services = await api.AddServicesAsync(2);
        await api.AddOrderAsync(At, services[0]);

        Assert.Equal(
            [$"{At.Plus(-2 * Window)}/{At.Plus(-Window)}", $"{At.Plus(Window)}/{At.Plus(2 * Window)}"],
            await api.FreeAsync(At.Plus(-2 * Window), At.Plus(2 * Window), services[1]));
    }
}

public sealed class ShortWindowTests(ShortWindowFixture api) : IClassFixture<ShortWindowFixture>
{
    private static readonly TimeSpan NinetyMinutes = TimeSpan.FromMinutes(90);

    [Fact]
    public async Task Post_WithWindowOf90Minutes_NamesWindow()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon, service);

        var answer = (await api.OrderAsync(Noon, service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        Assert.Equal("Another order is within 90 minutes", answer.Json.Text("title"));
        Assert.EndsWith("is 0:00:00 away; orders that share a service must lie at least 90 minutes apart.", answer.Json.Text("detail"));
        Assert.Equal("PT1H30M", answer.Json.Text("window"));
        Assert.Equal(Noon.Plus(NinetyMinutes), answer.Json.Text("next_available"));
        Assert.Equal(Noon.Plus(-NinetyMinutes), answer.Json.Text("previous_available"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Post_WithWindowOf90Minutes_IsExactToTheMillisecond(int side)
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon, service);

        (await api.OrderAsync(Noon.Plus(side * (NinetyMinutes - Millisecond)), service))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        await api.AddOrderAsync(Noon.Plus(side * NinetyMinutes), service);
    }

    [Fact]
    public async Task GetAvailability_WithWindowOf90Minutes_ExcludesThatWindow()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon, service);

        Assert.Equal(
            [$"{Noon.Plus(-Window)}/{Noon.Plus(-NinetyMinutes)}", $"{Noon.Plus(NinetyMinutes)}/{Noon.Plus(Window)}"],
            await api.FreeAsync(Noon.Plus(-Window), Noon.Plus(Window), service));
    }
}
