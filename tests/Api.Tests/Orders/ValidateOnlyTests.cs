using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class ValidateOnlyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_WhenValid_ReturnsOrderAndStoresNothing()
    {
        var service = await api.AddServiceAsync();
        var count = await api.CountAsync("orders");

        var answer = (await api.PostAsync("/orders?validate_only=true", Body(Noon, service))).Expect(HttpStatusCode.OK);

        Assert.Equal((Noon, "service"), (answer.Json.Text("datetime"), answer.Json["services"]![0]!.Text("name")));
        Assert.Equal((false, null), (answer.Headers.ContainsKey("Location"), answer.ETag));
        Assert.Equal(count, await api.CountAsync("orders"));
        await api.AddOrderAsync(Noon, service);
    }

    [Fact]
    public async Task Post_WhenInvalid_IsRefusedAsWithout()
    {
        var service = await api.AddServiceAsync();
        var order = await api.AddOrderAsync(Noon, service);

        var refused = (await api.PostAsync("/orders?validate_only=true", Body(Noon, service)))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        (await api.PostAsync("/orders?validate_only=true", Body(Noon, "nothing")))
            .ExpectProblem(HttpStatusCode.BadRequest, "service_unknown");
        (await api.PostAsync(
            "/orders?validate_only=true",
            new { id = order.Id(), datetime = Noon.Plus(Window), totalfee = 1, services = new[] { new { id = service } } }))
            .ExpectProblem(HttpStatusCode.Conflict, "order_exists");

        Assert.Equal(Noon.Plus(Window), refused.Json.Text("next_available"));
    }

    [Fact]
    public async Task Put_WhenValid_ReturnsOrderAndStoresNothing()
    {
        var service = await api.AddServiceAsync();
        var order = await api.AddOrderAsync(Noon, service);
        var stored = await api.OrderRowAsync(order.Id());

        var answer = (await api.PutAsync($"/orders/{order.Id()}?validate_only=true", Body(Noon.Plus(Millisecond), service)))
            .Expect(HttpStatusCode.OK);

        Assert.Equal(Noon.Plus(Millisecond), answer.Json.Text("datetime"));
        Assert.Equal(stored, await api.OrderRowAsync(order.Id()));
    }

    [Fact]
    public async Task Put_WhenTimeIsTaken_IsRefused()
    {
        var service = await api.AddServiceAsync();
        var order = await api.AddOrderAsync(Noon, service);
        await api.AddOrderAsync(Noon.Plus(Window), service);

        (await api.PutAsync($"/orders/{order.Id()}?validate_only=true", Body(Noon.Plus(Millisecond), service)))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
    }

    [Fact]
    public async Task Post_WithMalformedParameter_IsRefused() =>
        (await api.PostAsync("/orders?validate_only=maybe", Body(Noon, await api.AddServiceAsync())))
        .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed");
}
