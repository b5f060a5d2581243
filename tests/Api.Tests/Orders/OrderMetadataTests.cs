using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class OrderMetadataTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_WithMetadata_StoresItInOrder()
    {
        var order = await AddAsync("""{ "b": "2", "a": "é" }""");

        Assert.Equal(["b 2", "a é"], order["metadata"]!.AsObject().Select(pair => $"{pair.Key} {pair.Value}"));
        Assert.Equal(order.ToJsonString(), (await api.GetAsync($"/orders/{order.Id()}")).Json.ToJsonString());
    }

    [Fact]
    public async Task Put_WithMetadata_ReplacesIt()
    {
        var order = await AddAsync("""{ "a": "1" }""");
        var service = order["services"]![0]!.Id();
        var path = $"/orders/{order.Id()}";

        var replaced = (await api.PutAsync(path, Order(service, """{ "b": "2" }"""))).Expect(HttpStatusCode.OK);
        var emptied = (await api.PutAsync(path, Body(Noon, service))).Expect(HttpStatusCode.OK);

        Assert.Equal(("""{"b":"2"}""", "{}"), (replaced.Json["metadata"]!.ToJsonString(), emptied.Json["metadata"]!.ToJsonString()));
        Assert.NotEqual(replaced.ETag, emptied.ETag);
    }

    [Theory]
    [InlineData("""{ "": "1" }""", "/metadata", "key_invalid")]
    [InlineData("""{ "a": null }""", "/metadata/a", "required")]
    public async Task Post_WhenMetadataIsInvalid_IsRefused(string metadata, string pointer, string code) =>
        (await api.PostAsync("/orders", Order(await api.AddServiceAsync(), metadata)))
        .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, code);

    private static string Order(string service, string metadata) =>
        $$"""{ "datetime": "{{Noon}}", "totalfee": 100, "services": [{ "id": "{{service}}" }], "metadata": {{metadata}} }""";

    private async Task<JsonNode> AddAsync(string metadata) =>
        (await api.PostAsync("/orders", Order(await api.AddServiceAsync(), metadata))).Expect(HttpStatusCode.Created).Json;
}
