using System.Net;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>Pages of other sites, which call from a browser.</summary>
public sealed class CorsTests(CorsTests.OpenedFixture api) : IClassFixture<CorsTests.OpenedFixture>
{
    private const string App = "https://app.example.com";

    [Theory]
    [InlineData("/users", HttpStatusCode.OK)]
    [InlineData("/users/nobody", HttpStatusCode.NotFound)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    public async Task Get_FromConfiguredOrigin_ExposesHeaders(string path, HttpStatusCode status)
    {
        var answer = (await api.GetAsync(path, null, ("Origin", App))).Expect(status);

        Assert.Equal(App, answer.Headers["Access-Control-Allow-Origin"]);
        Assert.DoesNotContain("Access-Control-Allow-Credentials", answer.Headers.Keys);
        Assert.Equal(
            ["ETag", "Idempotent-Replayed", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate"],
            answer.Headers["Access-Control-Expose-Headers"].Split(',').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Get_WithoutCredentialsFromConfiguredOrigin_AllowsReadingTheProblem()
    {
        using var client = api.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "nonsense");

        var answer = (await client.SendContentAsync(HttpMethod.Get, "/users", null, ("Origin", App)))
            .ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");

        Assert.Equal(App, answer.Headers["Access-Control-Allow-Origin"]);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Preflight_FromConfiguredOrigin_IsAllowedWithoutCredentials(string method)
    {
        using var client = api.CreateClient();
        client.DefaultRequestHeaders.Authorization = null;

        var answer = await client.SendContentAsync(
            HttpMethod.Options, "/users/ann", null, ("Origin", App), ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", "authorization,if-match"));

        answer.Expect(HttpStatusCode.NoContent);
        Assert.Equal(App, answer.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal(method, answer.Headers["Access-Control-Allow-Methods"]);
        Assert.Equal("authorization,if-match", answer.Headers["Access-Control-Allow-Headers"]);
    }

    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("http://app.example.com")]
    [InlineData("https://app.example.com:8443")]
    [InlineData("https://app.example.com.evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost:3000")]
    public async Task Send_FromOtherOrigin_ReturnsNoCorsHeaders(string origin)
    {
        var read = await api.GetAsync("/users", null, ("Origin", origin));
        var asked = await api.SendAsync(
            HttpMethod.Options, "/users", null, null, ("Origin", origin), ("Access-Control-Request-Method", "POST"));

        Assert.All([read, asked], answer =>
            Assert.DoesNotContain(
                answer.Headers.Keys, name => name.StartsWith("Access-Control-Allow", StringComparison.OrdinalIgnoreCase)));
    }

    public sealed class OpenedFixture(TestDatabases databases) : ApiFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Http:CorsOrigins:0", App);
        }
    }
}
