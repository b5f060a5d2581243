using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Access;
using Microsoft.AspNetCore.Hosting;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Access;

/// <summary>Development mode asks for no credentials, and still checks those that are sent.</summary>
public sealed class DevelopmentModeTests(DevelopmentModeTests.Fixture api) : IClassFixture<DevelopmentModeTests.Fixture>
{
    [Fact]
    public async Task Send_WithoutCredentials_IsBackend()
    {
        (await api.SendAsAsync(null, HttpMethod.Post, "/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);
        (await api.SendAsAsync(null, HttpMethod.Get, "/service-keys")).Expect(HttpStatusCode.OK);
        (await api.SendAsAsync(null, HttpMethod.Get, "/orders")).Expect(HttpStatusCode.OK);
        (await api.SendAsAsync(null, HttpMethod.Get, "/nothing")).ExpectProblem(HttpStatusCode.NotFound, "route_not_found");
    }

    [Fact]
    public async Task Send_WithoutCredentials_ActsAsNamedUser()
    {
        var (ann, bob) = (await api.AddUserAsync(), await api.AddUserAsync());

        (await api.SendAsAsync(null, HttpMethod.Put, $"/users/{ann}", new { name = "Mine" }, ("X-User-Id", ann))).Expect(HttpStatusCode.OK);
        (await api.SendAsAsync(null, HttpMethod.Put, $"/users/{ann}", new { name = "Mine" }, ("X-User-Id", bob)))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer ck_wrong")]
    [InlineData("Bearer wrong")]
    public async Task Send_WithWrongCredentials_IsUnauthorized(string authorization)
    {
        var answer = (await api.SendAsAsync(authorization, HttpMethod.Get, "/users"))
            .ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");

        Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task Send_WithKey_IsLimitedToItsScopes()
    {
        var key = await api.AddKeyAsync(Scopes.Users);

        (await api.SendAsAsync(Bearer(key.Secret), HttpMethod.Get, "/users")).Expect(HttpStatusCode.OK);
        (await api.SendAsAsync(Bearer(key.Secret), HttpMethod.Get, "/messages")).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.RevokeAsync(key);
    }

    [Fact]
    public async Task Send_WithUserToken_ActsAsUser()
    {
        var (ann, bob) = (await api.AddUserAsync(), await api.AddUserAsync());
        var token = Bearer(await api.MintAsync(ann));

        (await api.SendAsAsync(token, HttpMethod.Put, $"/users/{ann}", new { name = "Mine" })).Expect(HttpStatusCode.OK);
        (await api.SendAsAsync(token, HttpMethod.Put, $"/users/{bob}", new { name = "Mine" }))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.SendAsAsync(token, HttpMethod.Get, "/service-keys")).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.DeleteAsync($"/users/{ann}/tokens")).Expect(HttpStatusCode.NoContent);
        (await api.SendAsAsync(token, HttpMethod.Put, $"/users/{ann}", new { name = "Mine" }))
            .ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("http://localhost:3000")]
    [InlineData("http://127.0.0.1:5173")]
    [InlineData("http://[::1]:8080")]
    [InlineData("https://localhost")]
    public async Task Send_FromAFrontEndOfThisMachine_IsAllowed(string origin)
    {
        var asked = (await api.SendAsAsync(
            null, HttpMethod.Options, "/users/ann", null, ("Origin", origin), ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "content-type,idempotency-key,if-match,x-user-id"))).Expect(HttpStatusCode.NoContent);
        var read = await api.SendAsAsync(null, HttpMethod.Get, "/users/nobody", null, ("Origin", origin));

        Assert.Equal(origin, asked.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("content-type,idempotency-key,if-match,x-user-id", asked.Headers["Access-Control-Allow-Headers"]);
        Assert.Equal(origin, read.Headers["Access-Control-Allow-Origin"]);
        Assert.Superset(
            new HashSet<string> { "ETag", "Location", "Link", "RateLimit", "Retry-After", "Idempotent-Replayed" },
            read.Headers["Access-Control-Expose-Headers"].Split(',').ToHashSet());
    }

    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("http://localhost.evil.example.com")]
    [InlineData("null")]
    public async Task Send_FromAnotherOrigin_IsNotAllowed(string origin)
    {
        var read = await api.SendAsAsync(null, HttpMethod.Get, "/users/nobody", null, ("Origin", origin));

        Assert.DoesNotContain("Access-Control-Allow-Origin", read.Headers.Keys);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:8000", true)]
    [InlineData("app.localhost", true)]
    [InlineData("127.0.0.1:8000", true)]
    [InlineData("[::1]", true)]
    [InlineData("evil.example.com", false)]
    [InlineData("localhost.evil.example.com", false)]
    [InlineData("192.168.0.7", false)]
    public async Task Send_WithHost_IsAnsweredOnlyOnThisMachine(string host, bool isAnswered)
    {
        var answer = await api.SendAsAsync(null, HttpMethod.Get, "/users/nobody", null, ("Host", host));

        answer.ExpectProblem(
            isAnswered ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, isAnswered ? "user_not_found" : "host_not_local");
    }

    [Theory]
    [InlineData("cross-site", "https://evil.example.com", false)]
    [InlineData("cross-site", "null", false)]
    [InlineData("cross-site", "http://localhost:3000", true)]
    [InlineData("same-site", "http://localhost:3000", true)]
    [InlineData("none", "null", true)]
    public async Task Post_FromSite_SucceedsOnlyFromThisMachine(string site, string origin, bool succeeds)
    {
        var answer = await api.SendAsAsync(
            null, HttpMethod.Post, "/users", new { name = "Ann" }, ("Sec-Fetch-Site", site), ("Origin", origin));

        if (succeeds)
        {
            answer.Expect(HttpStatusCode.Created);
        }
        else
        {
            answer.ExpectProblem(HttpStatusCode.Forbidden, "cross_site");
        }
    }

    public sealed class Fixture(TestDatabases databases) : AccessFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Auth:Mode", "Development");
        }
    }
}
