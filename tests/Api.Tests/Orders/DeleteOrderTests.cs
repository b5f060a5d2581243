using System.Net;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class DeleteOrderTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Delete_WhenOrderExists_DeletesAllItsRows()
    {
        var (a, b) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        var id = (await api.AddOrderAsync(Noon, a, b)).Id();

        var answer = (await api.DeleteAsync($"/orders/{id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("", answer.Text);
        (await api.GetAsync($"/orders/{id}")).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");
        (await api.DeleteAsync($"/orders/{id}")).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");
        Assert.Empty(Assert.Single(await api.PagesAsync($"/orders?service_id={a}")));
        Assert.Equal(0L, await api.QueryAsync(
            "SELECT (SELECT count(*) FROM order_slots WHERE order_id = @id) + (SELECT count(*) FROM service_uses WHERE order_id = @id)",
            ("id", id)));
    }

    [Fact]
    public async Task Delete_WhenOrderExists_FreesItsTime()
    {
        var (a, b) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        var id = (await api.AddOrderAsync(Noon, a, b)).Id();
        (await api.OrderAsync(Noon, b)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        (await api.DeleteAsync($"/orders/{id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal([$"{Noon}/{Noon}"], await api.FreeAsync(Noon, Noon, a, b));
        await api.AddOrderWithIdAsync(id, Noon, a, b);
    }

    [Fact]
    public async Task Delete_WhenOrderIsUnknown_IsNotFound()
    {
        (await api.DeleteAsync("/orders/nothing")).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");
        (await api.DeleteAsync("/orders/nothing", null, ("If-Match", "\"1\""))).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");
    }

    [Fact]
    public async Task Delete_WhenIdIsMalformed_IsRefused()
    {
        (await api.DeleteAsync("/orders/-a")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Fact]
    public async Task Delete_WhenIfMatchIsStale_IsRefused()
    {
        var service = await api.AddServiceAsync();
        var before = (await api.OrderAsync(Noon, service)).Expect(HttpStatusCode.Created);
        var after = (await api.PutAsync(before.Headers["Location"], Body(Noon.Plus(Millisecond), service))).Expect(HttpStatusCode.OK);

        (await api.DeleteAsync(before.Headers["Location"], null, ("If-Match", before.ETag!)))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");

        Assert.Equal(after.Text, (await api.GetAsync(before.Headers["Location"])).Text);
        (await api.DeleteAsync(before.Headers["Location"], null, ("If-Match", $"{before.ETag}, {after.ETag}")))
            .Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Delete_WhenServiceWasRenamedSinceIfMatch_Succeeds()
    {
        var service = await api.AddServiceAsync();
        var order = (await api.OrderAsync(Noon, service)).Expect(HttpStatusCode.Created);
        (await api.PutAsync($"/services/{service}", new { name = "Renamed" })).Expect(HttpStatusCode.OK);

        (await api.DeleteAsync(order.Headers["Location"], null, ("If-Match", order.ETag!))).Expect(HttpStatusCode.NoContent);
    }
}
