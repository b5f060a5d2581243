using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Orders;

/// <summary>
/// The sample data of the requirements, as a client would send it. Service ids are numbers, order ids are texts, and all times are the
/// same.
/// </summary>
public sealed class SampleOrdersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_OfSampleOrders_Succeeds()
    {
        foreach (var (id, name) in new[] { (123, "Inspection"), (789, "Testing"), (456, "Analysis") })
        {
            var service = (await api.PostAsync("/services", $$"""{ "id": {{id}}, "name": "{{name}}" }""")).Expect(HttpStatusCode.Created);
            Assert.Equal($"/services/{id}", service.Headers["Location"]);
        }

        foreach (var (id, service, name) in new[] { ("223", 123, "Inspection"), ("224", 789, "Testing"), ("225", 456, "Analysis") })
        {
            var body =
                $$"""{ "id": "{{id}}", "datetime": "2022-11-01T11:11:11.111Z", "totalfee": 100, "services": [{ "id": {{service}} }] }""";
            var order = (await api.PostAsync("/orders", body)).Expect(HttpStatusCode.Created);
            Assert.StartsWith(
                $$"""
                {"id":"{{id}}","datetime":"2022-11-01T11:11:11.111Z","totalfee":100,
                "services":[{"id":"{{service}}","name":"{{name}}"}],"metadata":{},"created_at":
                """.ReplaceLineEndings(""),
                order.Text,
                StringComparison.Ordinal);
            Assert.Equal(order.Text, (await api.GetAsync($"/orders/{id}")).Expect(HttpStatusCode.OK).Text);
        }

        Assert.Equal(["225", "224", "223"], Assert.Single(await api.PagesAsync("/orders")));
        Assert.Equal(["123", "456", "789"], Assert.Single(await api.PagesAsync("/services")));
    }
}
