using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

/// <summary>Each body is refused in the same way as a new order and as what an order is to become, and neither writes anything.</summary>
public sealed class CreateOrderRefusalTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("null", "validation_failed", "required")]
    [InlineData("1", "validation_failed", "type_invalid")]
    [InlineData("\"\"", "datetime_invalid", "datetime_invalid")]
    [InlineData("\"2030-02-29T12:00:00Z\"", "datetime_invalid", "datetime_invalid")]
    [InlineData("\"2030-06-01T12:00:00\"", "datetime_offset_required", "datetime_offset_required")]
    public async Task PostOrPut_WithInvalidTime_IsRefused(string datetime, string code, string errorCode)
    {
        var service = await api.AddServiceAsync();

        var answer = await ExpectRefusedAsync(service, Order($"[{{\"id\":\"{service}\"}}]", datetime), code, "/datetime", errorCode);

        Assert.Equal([$"/datetime {errorCode}"], answer.Errors());
    }

    [Theory]
    [InlineData("null", "/services", "required")]
    [InlineData("[]", "/services", "too_few")]
    [InlineData("{}", "/services", "type_invalid")]
    [InlineData("\"SERVICE\"", "/services", "type_invalid")]
    [InlineData("[null]", "/services/0/id", "required")]
    [InlineData("[{}]", "/services/0/id", "required")]
    [InlineData("[{\"id\":\"SERVICE\"},{\"id\":null}]", "/services/1/id", "required")]
    [InlineData("[\"SERVICE\"]", "/services/0", "type_invalid")]
    [InlineData("[[{\"id\":\"SERVICE\"}]]", "/services/0", "type_invalid")]
    [InlineData("[{\"id\":\"-a\"}]", "/services/0/id", "id_invalid")]
    [InlineData("[{\"id\":\"\"}]", "/services/0/id", "id_invalid")]
    [InlineData("[{\"id\":\"*\"}]", "/services/0/id", "id_invalid")]
    [InlineData("[{\"id\":\"SERVICE\"},{\"id\":\"a b\"}]", "/services/1/id", "id_invalid")]
    [InlineData("[{\"id\":1.5}]", "/services/0/id", "type_invalid")]
    [InlineData("[{\"id\":true}]", "/services/0/id", "type_invalid")]
    public async Task PostOrPut_WithInvalidServices_IsRefused(string services, string pointer, string code)
    {
        var service = await api.AddServiceAsync();

        var answer = await ExpectRefusedAsync(
            service, Order(services.Replace("SERVICE", service, StringComparison.Ordinal)), "validation_failed", pointer, code);

        Assert.Equal([$"{pointer} {code}"], answer.Errors());
    }

    [Theory]
    [InlineData("[{\"id\":\"SERVICE\",\"price\":1}]", "/services/0/price")]
    [InlineData("[{\"id\":\"SERVICE\"},{\"Id\":\"SERVICE\"}]", "/services/1/Id")]
    public async Task PostOrPut_WithUnknownMemberOfService_IsRefused(string services, string pointer)
    {
        var service = await api.AddServiceAsync();

        await ExpectRefusedAsync(
            service, Order(services.Replace("SERVICE", service, StringComparison.Ordinal)), "unknown_field", pointer, "unknown_field");
    }

    [Theory]
    [InlineData("datetime", "/datetime")]
    [InlineData("totalfee", "/totalfee")]
    [InlineData("services", "/services")]
    public async Task Post_WhenAMemberIsMissing_IsRefused(string member, string pointer)
    {
        var service = await api.AddServiceAsync();
        var body = JsonNode.Parse(Order($"[{{\"id\":\"{service}\"}}]"))!.AsObject();
        body.Remove(member);

        await ExpectRefusedAsync(service, body.ToJsonString(), "validation_failed", pointer, "required");
    }

    [Theory]
    [InlineData("price")]
    [InlineData("Datetime")]
    [InlineData("total_fee")]
    public async Task Post_WhenAMemberIsUnknown_IsRefused(string member)
    {
        var service = await api.AddServiceAsync();
        var body = JsonNode.Parse(Order($"[{{\"id\":\"{service}\"}}]"))!.AsObject();
        body[member] = 1;

        await ExpectRefusedAsync(service, body.ToJsonString(), "unknown_field", "/" + member, "unknown_field");
    }

    [Fact]
    public async Task PostOrPut_With51Services_IsRefused()
    {
        // That none of them is known does not matter any more.
        var services = new JsonArray([.. Enumerable.Range(0, 51).Select(i => new JsonObject { ["id"] = $"unknown-{i}" })]).ToJsonString();

        var answer = await ExpectRefusedAsync(await api.AddServiceAsync(), Order(services), "validation_failed", "/services", "too_many");

        Assert.Equal(["/services too_many"], answer.Errors());
    }

    [Fact]
    public async Task PostOrPut_WithUnknownServices_PointsToEach()
    {
        var service = await api.AddServiceAsync();
        var services = $$"""[{ "id": "unknown-1" }, { "id": "{{service}}" }, { "id": 20 }, { "id": "{{service.ToUpperInvariant()}}" }]""";

        var answer = await ExpectRefusedAsync(service, Order(services), "service_unknown", "/services/0/id", "service_unknown");

        Assert.Equal(
            ["/services/0/id service_unknown", "/services/2/id service_unknown", "/services/3/id service_unknown"], answer.Errors());
    }

    [Fact]
    public async Task PostOrPut_WithDuplicateServices_PointsToEachRepetition()
    {
        var (service, other) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        var services = $$"""
            [{ "id": "{{service}}" }, { "id": "{{other}}" }, { "id": "{{service}}" }, { "id": "{{other}}" }, { "id": "{{service}}" }]
            """;

        var answer = await ExpectRefusedAsync(service, Order(services), "service_duplicate", "/services/2/id", "service_duplicate");

        Assert.Equal(
            ["/services/2/id service_duplicate", "/services/3/id service_duplicate", "/services/4/id service_duplicate"], answer.Errors());
    }

    [Fact]
    public async Task PostOrPut_WithServiceAsNumberAndText_IsRefusedAsDuplicate()
    {
        (await api.PostAsync("/services", new { id = 77, name = "Inspection" })).Expect(HttpStatusCode.Created);

        await ExpectRefusedAsync(
            "77", Order("""[{ "id": 77 }, { "id": "77" }]"""), "service_duplicate", "/services/1/id", "service_duplicate");
    }

    [Fact]
    public async Task Post_WithSeveralInvalidMembers_ReturnsAllErrors()
    {
        const string Order = """{ "id": "-", "datetime": "2030-06-01T12:00:00", "totalfee": 0.001, "services": [{ "id": "a b" }, null] }""";

        var answer = (await api.PostAsync("/orders", Order)).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal(
            [
                "/datetime datetime_offset_required", "/id id_invalid", "/services/0/id id_invalid", "/services/1/id required",
                "/totalfee too_many_decimals",
            ],
            answer.Errors());
    }

    [Fact]
    public async Task Post_WithoutMembers_ReturnsAllErrors()
    {
        var answer = (await api.PostAsync("/orders", "{}")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal(["/datetime required", "/services required", "/totalfee required"], answer.Errors());
    }

    private static string Order(string services, string datetime = $"\"{Noon}\"") =>
        $$"""{ "datetime": {{datetime}}, "totalfee": 100, "services": {{services}} }""";

    private async Task<Answer> ExpectRefusedAsync(string service, string body, string code, string pointer, string errorCode)
    {
        var id = (await api.AddOrderAsync("2040-01-01T00:00:00Z", service)).Id();
        var (stored, count) = (await api.OrderRowAsync(id), await api.CountAsync("orders"));

        var answer = (await api.PostAsync("/orders", body)).ExpectProblem(HttpStatusCode.BadRequest, code, pointer, errorCode);
        var same = (await api.PutAsync($"/orders/{id}", body)).ExpectProblem(HttpStatusCode.BadRequest, code, pointer, errorCode);

        Assert.Equal(answer.Errors(), same.Errors());
        Assert.Equal(stored, await api.OrderRowAsync(id));
        Assert.Equal(count, await api.CountAsync("orders"));
        return answer;
    }
}
