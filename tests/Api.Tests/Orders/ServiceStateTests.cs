using System.Net;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class ServiceStateTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Order_WhenServiceIsInactive_IsRefused()
    {
        var (active, inactive) = (await api.AddServiceAsync(), await AddInactiveAsync());

        (await api.OrderAsync(Noon, active, inactive))
            .ExpectProblem(HttpStatusCode.BadRequest, "service_inactive", "/services/1/id", "service_inactive");
        (await api.AvailabilityAsync(Noon, Noon, inactive))
            .ExpectProblem(HttpStatusCode.BadRequest, "service_inactive", "/service_id", "service_inactive");
        (await api.GetAsync($"/availability/next?service_id={inactive}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "service_inactive", "/service_id", "service_inactive");
    }

    [Fact]
    public async Task Put_WhenServiceBecomesInactive_KeepsItsOrders()
    {
        var (service, added) = (await api.AddServiceAsync(), await AddInactiveAsync());
        var order = await api.AddOrderAsync(Noon, service);
        (await api.PutAsync($"/services/{service}", new { name = "service", active = false })).Expect(HttpStatusCode.OK);

        (await api.PutAsync($"/orders/{order.Id()}", Body(Noon.Plus(Window), service))).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/orders/{order.Id()}", Body(Noon, service, added)))
            .ExpectProblem(HttpStatusCode.BadRequest, "service_inactive", "/services/1/id", "service_inactive");
        (await api.OrderAsync(Noon.Plus(9 * Window), service)).ExpectProblem(HttpStatusCode.BadRequest, "service_inactive");

        (await api.PutAsync($"/services/{service}", new { name = "service", active = true })).Expect(HttpStatusCode.OK);
        await api.AddOrderAsync(Noon.Plus(9 * Window), service);
    }

    [Fact]
    public async Task Put_WithoutState_LeavesItAsItIs()
    {
        var service = await AddInactiveAsync();

        var answer = (await api.PutAsync($"/services/{service}", new { name = "Renamed" })).Expect(HttpStatusCode.OK);

        Assert.False((bool)answer.Json["active"]!);
    }

    private async Task<string> AddInactiveAsync() =>
        (await api.PostAsync("/services", new { name = "inactive", active = false })).Expect(HttpStatusCode.Created).Json.Id();
}
