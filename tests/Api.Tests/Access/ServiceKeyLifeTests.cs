using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Concurrency;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Access;

/// <summary>Expiry, rotation and the last admin key.</summary>
public sealed class ServiceKeyLifeTests(AccessFixture api, TestDatabases databases) : IClassFixture<AccessFixture>
{
    [Fact]
    public async Task Key_WithExpiry_IsAcceptedUntilThen()
    {
        var now = api.Clock.Now;
        var key = (await api.PostAsync(
            "/service-keys", new { name = "desk", scopes = new[] { "users" }, expires_at = now.AddMinutes(1).ToString("O") }))
            .Expect(HttpStatusCode.Created).Json;
        var bearer = Bearer((string)key["key"]!);

        api.Clock.Now = now.AddMinutes(1).AddMilliseconds(-1);
        var before = await api.LetsInAsync(bearer);
        api.Clock.Now = now.AddMinutes(1);
        var after = await api.LetsInAsync(bearer);
        api.Clock.Now = now;

        Assert.Equal((true, false), (before, after));
    }

    [Theory]
    [InlineData("\"2001-01-01T00:00:00Z\"", "expires_at_past")]
    [InlineData("\"tomorrow\"", "datetime_invalid")]
    [InlineData("\"2099-01-01T00:00:00\"", "datetime_offset_required")]
    public async Task Create_WithInvalidExpiry_IsRefused(string expiresAt, string code)
    {
        var answer = (await api.PostAsync("/service-keys", $$"""{ "name": "desk", "scopes": ["users"], "expires_at": {{expiresAt}} }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, code);

        Assert.Equal("/expires_at", (string?)answer.Json["errors"]![0]!["pointer"]);
    }

    [Fact]
    public async Task Rotate_Always_KeepsBackendAndAcceptsBothUntilOverlapEnds()
    {
        var now = api.Clock.Now;
        var key = await api.AddKeyOfAsync("rotated", "users");
        var once = ("Idempotency-Key", $"{Guid.NewGuid()}");
        var first = (await api.SendAsAsync(Bearer(key.Secret), HttpMethod.Post, "/users", new { name = "Ann" }, once))
            .Expect(HttpStatusCode.Created);

        var successor = (await api.PostAsync($"/service-keys/{key.Id}/rotate", new { overlap = 60 })).Expect(HttpStatusCode.Created);

        var bearer = Bearer((string)successor.Json["key"]!);
        Assert.Equal(("rotated", null), ((string?)successor.Json["name"], (string?)successor.Json["expires_at"]));
        var repeat = await api.SendAsAsync(bearer, HttpMethod.Post, "/users", new { name = "Ann" }, once);
        Assert.Equal(("true", first.Text), (repeat.Headers["Idempotent-Replayed"], repeat.Text));
        Assert.True(await api.LetsInAsync(Bearer(key.Secret)));
        api.Clock.Now = now.AddSeconds(60);
        await api.UntilRefusedAsync(key.Secret);
        Assert.True(await api.LetsInAsync(bearer));
        api.Clock.Now = now;
    }

    [Fact]
    public async Task Rotate_OfUnknownOrRevokedKey_IsRefused()
    {
        var key = await api.AddKeyAsync("users");
        (await api.DeleteAsync($"/service-keys/{key.Id}")).Expect(HttpStatusCode.NoContent);

        (await api.PostAsync($"/service-keys/{key.Id}/rotate", "{}")).ExpectProblem(HttpStatusCode.Conflict, "service_key_inactive");
        (await api.PostAsync("/service-keys/01900000-0000-7000-8000-000000000000/rotate", "{}"))
            .ExpectProblem(HttpStatusCode.NotFound, "service_key_not_found");
        (await api.PostAsync("/service-keys/1/rotate", "{}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
        (await api.PostAsync($"/service-keys/{key.Id}/rotate", new { overlap = 2_592_001 }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/overlap", "out_of_range");
    }

    [Fact]
    public async Task Revoke_OfLastAdminKeyWithoutExpiry_IsRefused()
    {
        await using var other = new AccessFixture(databases);
        await ((IAsyncLifetime)other).InitializeAsync();
        var first = (string)(await other.GetAsync("/service-keys")).Json["items"]![0]!["id"]!;
        var expiring = new { name = "desk", scopes = new[] { "admin" }, expires_at = "2099-01-01T00:00:00Z" };
        (await other.PostAsync("/service-keys", expiring)).Expect(HttpStatusCode.Created);
        await other.AddKeyAsync("users");

        (await other.DeleteAsync($"/service-keys/{first}")).ExpectProblem(HttpStatusCode.Conflict, "last_admin_key");

        await other.AddKeyAsync("admin");
        (await other.DeleteAsync($"/service-keys/{first}")).Expect(HttpStatusCode.NoContent);
    }

    /// <summary>Every client revokes another admin key at the same time. One key must be left.</summary>
    [Fact]
    public async Task Revoke_OfAllAdminKeysAtOnce_LeavesOne()
    {
        await using var other = new AccessFixture(databases);
        await ((IAsyncLifetime)other).InitializeAsync();
        for (var round = 0; round < 5; round++)
        {
            List<string> ids = [];
            for (var i = 0; i < 8; i++)
            {
                ids.Add((await other.AddKeyAsync("admin")).Id);
            }

            await other.QueryAsync(
                "UPDATE service_keys SET revoked_at = now() WHERE name = 'test' AND NOT id::text = ANY (@ids)", ("ids", ids.ToArray()));
            await other.QueryAsync("UPDATE service_keys SET expires_at = '2099-01-01' WHERE name = 'tests'");

            var answers = await Crowd.RushAsync(ids.Count, client => other.DeleteAsync($"/service-keys/{ids[client]}"));

            Assert.Equal("7 x 204, 1 x 409", Crowd.Statuses(answers));
        }
    }
}
