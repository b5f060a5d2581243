using System.Net;
using Concierge.Api.Tests.Common;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class CreateOrderTests(ClockFixture api) : IClassFixture<ClockFixture>
{
    [Fact]
    public async Task Post_WithId_ReturnsAllMembersOfOrder()
    {
        var (first, second) = (await api.AddServiceAsync("z"), await api.AddServiceAsync("a"));
        var body = new { id = "chosen", datetime = Noon, totalfee = 12.5, services = new[] { new { id = first }, new { id = second } } };

        var answer = (await api.PostAsync("/orders", body)).Expect(HttpStatusCode.Created);

        Assert.Equal(
            $$"""
            {"id":"chosen","datetime":"2030-06-01T12:00:00.000Z","totalfee":12.5,
            "services":[{"id":"{{first}}","name":"z"},{"id":"{{second}}","name":"a"}],"metadata":{},
            "created_at":"2020-02-03T04:05:06.789Z","updated_at":"2020-02-03T04:05:06.789Z"}
            """.ReplaceLineEndings(""),
            answer.Text);
        Assert.Equal("/orders/chosen", answer.Headers["Location"]);
        var found = (await api.GetAsync("/orders/chosen")).Expect(HttpStatusCode.OK);
        Assert.Equal(answer.Text, found.Text);
        Assert.Equal(answer.ETag, found.ETag);
        Assert.StartsWith("\"", answer.ETag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_UnderV1_ReturnsLocationUnderV1()
    {
        var answer = (await api.PostAsync("/v1/orders", Body(Noon, await api.AddServiceAsync()))).Expect(HttpStatusCode.Created);

        Assert.Equal($"/v1/orders/{answer.Json.Id()}", answer.Headers["Location"]);
    }

    [Fact]
    public async Task Post_WhenIdIsANumber_KeepsItsDigits()
    {
        var service = await api.AddServiceAsync();

        var answer = (await api.PostAsync("/orders", Json("\"id\": 98765432109876543210,", service))).Expect(HttpStatusCode.Created);

        Assert.Equal("98765432109876543210", answer.Json.Text("id"));
        Assert.Equal("/orders/98765432109876543210", answer.Headers["Location"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"id\": null,")]
    public async Task Post_WithoutId_ReturnsUuidVersion7(string id)
    {
        var answer = (await api.PostAsync("/orders", Json(id, await api.AddServiceAsync()))).Expect(HttpStatusCode.Created);

        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", answer.Json.Id());
    }

    [Theory]
    [InlineData("1.5", "type_invalid")]
    [InlineData("-1", "type_invalid")]
    [InlineData("\"\"", "id_invalid")]
    [InlineData("\"a b\"", "id_invalid")]
    [InlineData("\"*\"", "id_invalid")]
    [InlineData("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "id_invalid")]
    public async Task Post_WhenIdIsMalformed_IsRefused(string id, string code)
    {
        (await api.PostAsync("/orders", Json($"\"id\": {id},", await api.AddServiceAsync())))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", code);
    }

    [Fact]
    public async Task Post_WhenIdIsTaken_IsRefused()
    {
        var service = await api.AddServiceAsync();
        var id = (await api.AddOrderAsync(Noon, service)).Id();
        var stored = await api.OrderRowAsync(id);

        // At another time, and at its own, where the order itself is not in the way of the order that cannot be.
        foreach (var datetime in new[] { "2031-01-01T00:00:00Z", Noon })
        {
            (await api.PostAsync("/orders", new { id, datetime, totalfee = 7, services = new[] { new { id = service } } }))
                .ExpectProblem(HttpStatusCode.Conflict, "order_exists");
        }

        Assert.Equal(stored, await api.OrderRowAsync(id));
        Assert.Equal(
            ["2031-01-01T00:00:00.000Z/2031-01-01T00:00:00.000Z"],
            await api.FreeAsync("2031-01-01T00:00:00Z", "2031-01-01T00:00:00Z", service));
    }

    [Fact]
    public async Task Post_WhenIdsDifferInCase_CreatesTwoOrders()
    {
        var services = await api.AddServicesAsync(2);
        await api.AddOrderWithIdAsync("Case", Noon, services[0]);

        await api.AddOrderWithIdAsync("case", Noon, services[1]);
    }

    [Theory]
    [InlineData("2030-06-01T12:00:00.9999999Z", "2030-06-01T12:00:00.999Z")]
    [InlineData("2030-06-01T01:30:00+05:30", "2030-05-31T20:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z")]
    public async Task Post_WithValidTime_ReturnsItInUtcTruncatedToMilliseconds(string datetime, string expected)
    {
        var order = await api.AddOrderAsync(datetime, await api.AddServiceAsync());

        Assert.Equal(expected, order.Text("datetime"));
        Assert.Equal(order.ToJsonString(), (await api.GetAsync($"/orders/{order.Id()}")).Text);
    }

    [Fact]
    public async Task Post_With50Services_KeepsTheirOrder()
    {
        var services = await api.AddServicesAsync(50);
        Array.Reverse(services);

        var order = await api.AddOrderAsync(Noon, services);

        Assert.Equal(services, order["services"]!.AsArray().Select(service => service!.Id()));
        Assert.Equal(order.ToJsonString(), (await api.GetAsync($"/orders/{order.Id()}")).Text);
    }

    private static string Json(string id, string service) =>
        $$"""{ {{id}} "datetime": "{{Noon}}", "totalfee": 100, "services": [{ "id": "{{service}}" }] }""";
}
