using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>What every answer says to browsers and proxies, on the real web server.</summary>
public sealed partial class HeaderTests(KestrelFixture api) : IClassFixture<KestrelFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Responses_OfEveryOperation_ForbidCaching(bool withCredentials)
    {
        using var request = new HttpRequestMessage();
        var document = (await api.SendAsync(request, "/openapi/v1.json")).Expect(HttpStatusCode.OK).Json;
        var statuses = new HashSet<HttpStatusCode>();
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var method in operations!.AsObject().Select(member => member.Key))
            {
                // A stream of events would not end; a refused one does.
                var target = path == "/events" ? "/events?after=odd" : Parameter().Replace(path, "odd");
                var answer = await SendAsync(
                    new HttpMethod(method.ToUpperInvariant()), target, withCredentials ? [] : [("Authorization", "Bearer nonsense")]);

                ExpectSafe(answer, $"{method} {path}");
                statuses.Add(answer.Status);
            }
        }

        Assert.Contains(HttpStatusCode.OK, statuses);
        Assert.Contains(withCredentials ? HttpStatusCode.NotFound : HttpStatusCode.Unauthorized, statuses);
    }

    [Fact]
    public async Task Responses_OfEveryStatus_ForbidCaching()
    {
        var added = (await SendAsync(HttpMethod.Post, "/users", [("Idempotency-Key", "kept")], new { id = "ann", name = "Ann" }))
            .Expect(HttpStatusCode.Created);
        var replayed = (await SendAsync(HttpMethod.Post, "/users", [("Idempotency-Key", "kept")], new { id = "ann", name = "Ann" }))
            .Expect(HttpStatusCode.Created);
        var unchanged = (await SendAsync(HttpMethod.Get, "/users/ann", [("If-None-Match", added.ETag!)]))
            .Expect(HttpStatusCode.NotModified);
        var token = (await SendAsync(HttpMethod.Post, "/users/ann/tokens", [], new { })).Expect(HttpStatusCode.Created);
        var unknown = (await SendAsync(HttpMethod.Get, "/nothing", [])).Expect(HttpStatusCode.NotFound);
        var method = (await SendAsync(HttpMethod.Patch, "/users", [])).Expect(HttpStatusCode.MethodNotAllowed);
        var type = (await SendAsync(HttpMethod.Put, "/users/ann", [("Content-Type", "text/plain")], new { name = "Ann" }))
            .Expect(HttpStatusCode.UnsupportedMediaType);
        var removed = (await SendAsync(HttpMethod.Delete, "/users/ann", [])).Expect(HttpStatusCode.NoContent);
        var tooLong = (await SendAsync(HttpMethod.Get, "/users?q=" + new string('x', 9000), [])).Expect(HttpStatusCode.RequestUriTooLong);

        Assert.Equal("true", replayed.Headers["Idempotent-Replayed"]);
        Assert.All(
            [added, replayed, unchanged, token, unknown, method, type, removed, tooLong], answer => ExpectSafe(answer, $"{answer.Status}"));
    }

    [Theory]
    [InlineData("/docs/index.html")]
    [InlineData("/v1/docs/index.html")]
    [InlineData("/docs/swagger-ui.css")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/v1/openapi/v1.json")]
    public async Task Documentation_WhenServed_AllowsCaching(string target)
    {
        var answer = (await SendAsync(HttpMethod.Get, target, [])).Expect(HttpStatusCode.OK);

        Assert.DoesNotContain("no-store", answer.Headers.GetValueOrDefault("Cache-Control", ""), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.DoesNotContain("Server", answer.Headers.Keys);
        Assert.StartsWith("default-src 'none'; script-src 'self';", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal(("no-referrer", "DENY"), (answer.Headers["Referrer-Policy"], answer.Headers["X-Frame-Options"]));
    }

    /// <summary>The content security policy allows no script in the markup.</summary>
    [Fact]
    public async Task DocumentationPage_Always_HasNoInlineScript()
    {
        var page = (await SendAsync(HttpMethod.Get, "/docs/index.html", [])).Expect(HttpStatusCode.OK);

        Assert.Contains("<script src=", page.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)", page.Text);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    public async Task Responses_WithoutConfiguredOrigin_HaveNoCorsHeaders(string method)
    {
        var answer = await SendAsync(
            new HttpMethod(method), "/users", [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "POST")]);

        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Head_OnTheWebServer_HasTheLengthOfTheGetAndNoBody()
    {
        var added = (await SendAsync(HttpMethod.Post, "/users", [], new { name = "Head" })).Expect(HttpStatusCode.Created);

        var head = (await SendAsync(HttpMethod.Head, added.Headers["Location"], [])).Expect(HttpStatusCode.OK);
        var refused = (await SendAsync(HttpMethod.Head, "/users?limit=0", [])).Expect(HttpStatusCode.BadRequest);

        Assert.Equal(($"{added.Text.Length}", added.ETag, ""), (head.Headers["Content-Length"], head.ETag, head.Text));
        Assert.Equal(("application/problem+json", ""), (refused.ContentType, refused.Text));
    }

    private static void ExpectSafe(Answer answer, string what)
    {
        Assert.True(
            answer.Headers.GetValueOrDefault("Cache-Control") == "no-store",
            $"{what}: Cache-Control {answer.Headers.GetValueOrDefault("Cache-Control")}");
        Assert.True(answer.Headers.GetValueOrDefault("X-Content-Type-Options") == "nosniff", $"{what}: no nosniff");
        Assert.False(answer.Headers.ContainsKey("Server"), $"{what}: Server {answer.Headers.GetValueOrDefault("Server")}");
    }

    private async Task<Answer> SendAsync(HttpMethod method, string target, (string Name, string Value)[] headers, object? body = null)
    {
        using var request = new HttpRequestMessage { Method = method, Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                request.Content!.Headers.ContentType = new(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await api.SendAsync(request, target);
    }

    [GeneratedRegex(@"\{[a-z_]+\}")]
    private static partial Regex Parameter();
}
