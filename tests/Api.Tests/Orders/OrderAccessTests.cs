using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Orders;

/// <summary>What users may do: read the catalogue and the free times, and nothing else.</summary>
public sealed class OrderAccessTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task GetServices_ByUser_Succeeds()
    {
        var (user, id) = (await api.AddUserAsync(), await api.AddServiceAsync());

        Assert.Equal(id, (await api.GetAsync($"/services/{id}", user)).Expect(HttpStatusCode.OK).Json.Id());
        Assert.Contains(id, await api.WalkAsync("/services", "id", 200, user));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"9\"")]
    public async Task WriteServices_ByUser_IsForbidden(string? ifMatch)
    {
        var (user, id) = (await api.AddUserAsync(), await api.AddServiceAsync());
        var (stored, count) = (await api.ServiceRowAsync(id), await api.CountAsync("services"));

        // A stale tag does not hide the refusal that comes first.
        (string, string)[] headers = ifMatch is null ? [] : [("If-Match", ifMatch)];
        (await api.PostAsync("/services", new { name = "Mine" }, user, headers)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.PostAsync("/services", new { id, name = "Mine" }, user, headers)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.PutAsync($"/services/{id}", new { name = "Mine" }, user, headers)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.PutAsync($"/services/{id}", new { name = "service" }, user, headers))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.DeleteAsync($"/services/{id}", user, headers)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");

        Assert.Equal(stored, await api.ServiceRowAsync(id));
        Assert.Equal(count, await api.CountAsync("services"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"9\"")]
    public async Task Orders_ByUser_AreForbidden(string? ifMatch)
    {
        var (user, service) = (await api.AddUserAsync(), await api.AddServiceAsync());
        var id = (await api.AddOrderAsync(OrderSteps.Noon, service)).Id();
        var (stored, count) = (await api.OrderRowAsync(id), await api.CountAsync("orders"));

        (string, string)[] headers = ifMatch is null ? [] : [("If-Match", ifMatch)];
        (await api.PostAsync("/orders", OrderSteps.Body("2031-01-01T00:00:00Z", service), user))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.GetAsync("/orders", user)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.GetAsync($"/orders?service_id={service}", user)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.GetAsync($"/orders/{id}", user)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.GetAsync("/orders/nothing", user)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.PutAsync($"/orders/{id}", OrderSteps.Body("2031-01-01T00:00:00Z", service), user, headers))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.PutAsync($"/orders/{id}", OrderSteps.Body(OrderSteps.Noon, service), user, headers))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.DeleteAsync($"/orders/{id}", user, headers)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");

        Assert.Equal(stored, await api.OrderRowAsync(id));
        Assert.Equal(count, await api.CountAsync("orders"));
    }

    [Fact]
    public async Task Post_ByUserForTakenTime_HidesConflicts()
    {
        var (user, service) = (await api.AddUserAsync(), await api.AddServiceAsync());
        await api.AddOrderAsync(OrderSteps.Noon, service);

        var answer = (await api.PostAsync("/orders", OrderSteps.Body(OrderSteps.Noon, service), user))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");

        Assert.False(answer.Json.AsObject().ContainsKey("conflicts"));
    }

    [Fact]
    public async Task GetAvailability_ByUser_Succeeds()
    {
        var (user, service) = (await api.AddUserAsync(), await api.AddServiceAsync());
        await api.AddOrderAsync(OrderSteps.Noon, service);

        var answer = (await api.GetAsync($"/availability?from={OrderSteps.Noon}&to={OrderSteps.Noon}&service_id={service}", user))
            .Expect(HttpStatusCode.OK);

        Assert.Equal("""{"free":[]}""", answer.Text);
    }
}
