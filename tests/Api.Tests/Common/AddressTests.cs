using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

public sealed class AddressTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("/users")]
    [InlineData("/messages")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/index.html")]
    public async Task Get_WhenPathIsServedAtTheRoot_IsServedUnderV1Unchanged(string path)
    {
        var root = (await api.GetAsync(path)).Expect(HttpStatusCode.OK);
        var versioned = (await api.GetAsync("/v1" + path)).Expect(HttpStatusCode.OK);

        Assert.Equal(root.Text, versioned.Text);
        Assert.Equal(root.ContentType, versioned.ContentType);
    }

    [Fact]
    public async Task GetDocument_Always_NamesV1AsServer()
    {
        var document = (await api.GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(["/v1"], document["servers"]!.AsArray().Select(server => (string?)server!["url"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    public async Task Post_WhenCreated_LocationIsUnderTheSameBase(string basePath)
    {
        var id = $"user-{Guid.NewGuid():N}";

        var answer = (await api.PostAsync($"{basePath}/users", new { id, name = "Ann" })).Expect(HttpStatusCode.Created);

        Assert.Equal($"{basePath}/users/{id}", answer.Headers["Location"]);
        Assert.Equal(answer.Text, (await api.GetAsync(answer.Headers["Location"])).Expect(HttpStatusCode.OK).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    public async Task Post_WhenMessageIsSent_LocationIsUnderTheSameBase(string basePath)
    {
        var (sender, recipient) = (await api.AddUserAsync(), await api.AddUserAsync());

        var answer = (await api.PostAsync($"{basePath}/messages", new { sender_id = sender, recipient_id = recipient, body = "Hello" }))
            .Expect(HttpStatusCode.Created);

        Assert.Equal($"{basePath}/messages/{answer.Json["id"]}", answer.Headers["Location"]);
        Assert.Equal(answer.Text, (await api.GetAsync(answer.Headers["Location"])).Expect(HttpStatusCode.OK).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    public async Task Post_WhenRefused_InstanceIsRequestPath(string basePath)
    {
        var answer = (await api.GetAsync($"{basePath}/users/nobody/contacts?limit=5"))
            .ExpectProblem(HttpStatusCode.NotFound, "user_not_found");

        Assert.Equal($"{basePath}/users/nobody/contacts", (string?)answer.Json["instance"]);
    }

    [Theory]
    [InlineData("/v1/v1/users")]
    [InlineData("/v2/users")]
    [InlineData("/v1")]
    [InlineData("/v1users")]
    public async Task Get_WhenBaseIsNotServed_IsNotFound(string path)
    {
        (await api.GetAsync(path)).ExpectProblem(HttpStatusCode.NotFound, "route_not_found");
    }
}
