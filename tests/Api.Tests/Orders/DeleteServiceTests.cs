using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Orders;

public sealed class DeleteServiceTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Delete_WithoutOrdersOfService_DeletesIt()
    {
        var id = await api.AddServiceAsync();

        var answer = (await api.DeleteAsync($"/services/{id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("", answer.Text);
        Assert.Null(await api.ServiceRowAsync(id));
        (await api.GetAsync($"/services/{id}")).ExpectProblem(HttpStatusCode.NotFound, "service_not_found");
        (await api.DeleteAsync($"/services/{id}")).ExpectProblem(HttpStatusCode.NotFound, "service_not_found");
        (await api.OrderAsync(OrderSteps.Noon, id)).ExpectProblem(HttpStatusCode.BadRequest, "service_unknown", "/services/0/id");
    }

    [Fact]
    public async Task Delete_WhenIdIsMalformed_IsRefused()
    {
        (await api.DeleteAsync("/services/-a")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Fact]
    public async Task Delete_WhenIfMatchIsStale_IsRefused()
    {
        var id = await api.AddServiceAsync();
        (await api.PutAsync($"/services/{id}", new { name = "Second" })).Expect(HttpStatusCode.OK);

        (await api.DeleteAsync($"/services/{id}", null, await api.IfMatchAsync($"/services/{id}", "\"1\"")))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");

        var header = await api.IfMatchAsync($"/services/{id}", "\"2\"");
        (await api.DeleteAsync($"/services/{id}", null, header)).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Delete_WithOrderOfService_IsRefusedUntilOrderIsDeleted()
    {
        var (id, other) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        var order = await api.AddOrderAsync(OrderSteps.Noon, other, id);
        await ExpectInUseAsync(id);

        (await api.DeleteAsync($"/orders/{order.Id()}")).Expect(HttpStatusCode.NoContent);

        (await api.DeleteAsync($"/services/{id}")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/services/{other}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Delete_WithOrderOfService_IsRefusedUntilOrderHasOtherServices()
    {
        var (id, other) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        var order = await api.AddOrderAsync(OrderSteps.Noon, id);
        await ExpectInUseAsync(id);

        (await api.PutAsync($"/orders/{order.Id()}", OrderSteps.Body(OrderSteps.Noon, other))).Expect(HttpStatusCode.OK);

        await ExpectInUseAsync(other);
        (await api.DeleteAsync($"/services/{id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(other, (await api.GetAsync($"/orders/{order.Id()}")).Expect(HttpStatusCode.OK).Json["services"]![0]!.Id());
    }

    [Fact]
    public async Task Delete_WithSeveralOrdersOfService_IsRefusedUntilLastIsDeleted()
    {
        var id = await api.AddServiceAsync();
        var first = await api.AddOrderAsync(OrderSteps.Noon, id);
        var second = await api.AddOrderAsync(OrderSteps.Noon.Plus(OrderSteps.Window), id);

        (await api.DeleteAsync($"/orders/{first.Id()}")).Expect(HttpStatusCode.NoContent);
        await ExpectInUseAsync(id);
        (await api.DeleteAsync($"/orders/{second.Id()}")).Expect(HttpStatusCode.NoContent);

        (await api.DeleteAsync($"/services/{id}")).Expect(HttpStatusCode.NoContent);
    }

    private async Task ExpectInUseAsync(string id)
    {
        var stored = await api.ServiceRowAsync(id);
        (await api.DeleteAsync($"/services/{id}")).ExpectProblem(HttpStatusCode.Conflict, "service_in_use");
        Assert.Equal(stored, await api.ServiceRowAsync(id));
    }
}
