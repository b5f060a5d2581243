using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Orders;

public sealed class GetServiceTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Get_WhenServiceExists_ReturnsItWithTag()
    {
        var created = (await api.PostAsync("/services", new { name = "Inspection" })).Expect(HttpStatusCode.Created);

        var answer = (await api.GetAsync(created.Headers["Location"])).Expect(HttpStatusCode.OK);

        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(created.Text, answer.Text);
        Assert.Equal(created.ETag, answer.ETag);
    }

    [Fact]
    public async Task Get_WhenServiceIsUnknown_IsNotFound()
    {
        (await api.GetAsync("/services/nothing")).ExpectProblem(HttpStatusCode.NotFound, "service_not_found");
        (await api.GetAsync("/services/nothing", null, ("If-None-Match", "*"))).ExpectProblem(HttpStatusCode.NotFound, "service_not_found");
    }

    [Theory]
    [InlineData("-a")]
    [InlineData("*")]
    [InlineData("a%2Fb")]
    [InlineData("%20")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Get_WhenIdIsMalformed_IsRefused(string id)
    {
        (await api.GetAsync($"/services/{id}")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"9\", \"1\"")]
    [InlineData("*")]
    public async Task Get_WhenIfNoneMatchNamesTheTag_IsNotModified(string ifNoneMatch)
    {
        var id = await api.AddServiceAsync();

        var header = await api.IfNoneMatchAsync($"/services/{id}", ifNoneMatch);
        var answer = (await api.GetAsync($"/services/{id}", null, header)).Expect(HttpStatusCode.NotModified);

        Assert.Equal("", answer.Text);
        Assert.Equal("\"1\"", answer.Tag);
    }

    [Fact]
    public async Task Get_WhenServiceWasRenamedSinceTag_ReturnsIt()
    {
        var id = await api.AddServiceAsync();
        var renamed = (await api.PutAsync($"/services/{id}", new { name = "Renamed" })).Expect(HttpStatusCode.OK);

        var header = await api.IfNoneMatchAsync($"/services/{id}", "\"1\"");
        var answer = (await api.GetAsync($"/services/{id}", null, header)).Expect(HttpStatusCode.OK);

        Assert.Equal(renamed.Text, answer.Text);
        (await api.GetAsync($"/services/{id}", null, ("If-None-Match", renamed.ETag!))).Expect(HttpStatusCode.NotModified);
    }
}
