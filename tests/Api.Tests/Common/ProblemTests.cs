using System.Net;
using System.Text;
using System.Text.Json;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>What the framework itself refuses: unknown routes, methods, media types.</summary>
public sealed class ProblemTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/nothing")]
    [InlineData("GET", "/users/a/b/c/d/e")]
    [InlineData("DELETE", "/users/a/friends")]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/openapi/v9.json")]
    public async Task Send_WhenRouteIsUnknown_IsNotFound(string method, string path)
    {
        var answer = (await api.SendAsync(new HttpMethod(method), path)).ExpectProblem(HttpStatusCode.NotFound, "route_not_found");

        Assert.Equal(path, (string?)answer.Json["instance"]);
    }

    [Theory]
    [InlineData("DELETE", "/users", "GET, HEAD, POST")]
    [InlineData("PUT", "/messages", "GET, HEAD, POST")]
    [InlineData("POST", "/users/ann", "DELETE, GET, HEAD, PUT")]
    [InlineData("PATCH", "/users/ann", "DELETE, GET, HEAD, PUT")]
    [InlineData("POST", "/users/ann/contacts", "GET, HEAD")]
    [InlineData("POST", "/users/ann/conversations/ben/read", "PUT")]
    [InlineData("GET", "/messages/0190b0c5-0000-7000-8000-000000000000/likes/ann", "DELETE, PUT")]
    [InlineData("POST", "/health/live", "GET, HEAD")]
    [InlineData("BREW", "/users", "GET, HEAD, POST")]
    public async Task Send_WithUnsupportedMethod_ReturnsAllow(string method, string path, string allowed)
    {
        var answer = (await api.SendAsync(new HttpMethod(method), path))
            .ExpectProblem(HttpStatusCode.MethodNotAllowed, "method_not_allowed");

        Assert.Equal(allowed, string.Join(", ", answer.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=nonsense")]
    [InlineData("application/jsonx")]
    [InlineData(null)]
    public async Task Post_WhenMediaTypeIsNotJsonInUtf8_IsRefused(string? mediaType)
    {
        var before = await api.CountAsync("users");

        var answer = await api.Client.SendContentAsync(
            HttpMethod.Post, "/users", RawRequests.Bytes("""{"name":"Ann"}"""u8.ToArray(), mediaType));

        answer.ExpectProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    public async Task Post_WhenMediaTypeIsJsonInUtf8_IsAccepted(string mediaType)
    {
        var answer = await api.Client.SendContentAsync(
            HttpMethod.Post, "/users", RawRequests.Bytes(Encoding.UTF8.GetBytes("""{"name":"Zoë"}"""), mediaType));

        Assert.Equal("Zoë", (string?)answer.Expect(HttpStatusCode.Created).Json["name"]);
    }

    [Fact]
    public async Task Send_WhenRefusedTwice_ReturnsDifferentTraceIds()
    {
        var first = (await api.GetAsync("/users/nobody")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
        var second = (await api.GetAsync("/users/nobody")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");

        Assert.NotEqual((string?)first.Json["trace_id"], (string?)second.Json["trace_id"]);
    }

    [Fact]
    public async Task Send_WhenRefusedWithoutPointer_HasNoErrors()
    {
        var answer = (await api.GetAsync("/users/nobody")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");

        Assert.Equal(
            ["type", "title", "status", "detail", "instance", "code", "trace_id"], answer.Json.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Send_WithInvalidInput_ReturnsCompleteErrors()
    {
        var answer = (await api.PostAsync("/users", new { id = "-", name = "" }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal(2, answer.Json["errors"]!.AsArray().Count);
        Assert.All(answer.Json["errors"]!.AsArray(), error =>
        {
            Assert.Equal(["pointer", "code", "detail"], error!.AsObject().Select(member => member.Key));
            Assert.All(error.AsObject(), member => Assert.NotEqual("", (string?)member.Value));
        });
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml, text/xml;q=0.5")]
    [InlineData("image/png")]
    public async Task Send_WithOtherAcceptHeader_ReturnsJson(string accept)
    {
        (await api.GetAsync("/users/nobody", null, ("Accept", accept))).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
        var answer = (await api.GetAsync("/users", null, ("Accept", accept))).Expect(HttpStatusCode.OK);

        Assert.Equal("application/json", answer.ContentType);
    }

    [Theory]
    [InlineData("/users?limit=1")]
    [InlineData("/messages?limit=1")]
    public async Task Get_Always_ReturnsSnakeCaseMembers(string path)
    {
        var (sender, recipient) = (await api.AddUserAsync(), await api.AddUserAsync());
        await api.AddMessageAsync(sender, recipient);

        using var document = JsonDocument.Parse((await api.GetAsync(path)).Expect(HttpStatusCode.OK).Text);

        Assert.All(Names(document.RootElement), name => Assert.Matches("^[a-z]+(_[a-z]+)*$", name));
    }

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Names(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
        _ => [],
    };
}
