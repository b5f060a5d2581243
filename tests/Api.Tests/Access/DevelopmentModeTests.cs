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

    public sealed class Fixture(TestDatabases databases) : AccessFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Auth:Mode", "Development");
        }
    }
}
