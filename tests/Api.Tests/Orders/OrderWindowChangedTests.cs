using System.Net;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class OrderWindowChangedTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("length = length + 1")]
    [InlineData("scope = 'All'")]
    public async Task Write_WhenWindowChanged_OnlyBookingsAreRefused(string change)
    {
        var service = await api.AddServiceAsync();
        var id = (await api.AddOrderAsync(Noon, service)).Id();
        var stored = await api.OrderRowAsync(id);
        await api.QueryAsync($"UPDATE slot_window SET {change}");

        var created = (await api.OrderAsync(Noon.Plus(Window), service))
            .ExpectProblem(HttpStatusCode.ServiceUnavailable, "order_window_changed");
        var updated = (await api.PutAsync($"/orders/{id}", Body(Noon.Plus(Millisecond), service)))
            .ExpectProblem(HttpStatusCode.ServiceUnavailable, "order_window_changed");

        Assert.Equal(("1", "1"), (created.Headers["Retry-After"], updated.Headers["Retry-After"]));
        Assert.Equal(stored, await api.OrderRowAsync(id));
        Assert.Equal([id], Assert.Single(await api.PagesAsync($"/orders?service_id={service}")));
        (await api.DeleteAsync($"/orders/{id}")).Expect(HttpStatusCode.NoContent);

        await api.QueryAsync("UPDATE slot_window SET length = @length, scope = 'Service'", ("length", (long)Window.TotalMilliseconds));
        await api.AddOrderAsync(Noon, service);
    }
}
