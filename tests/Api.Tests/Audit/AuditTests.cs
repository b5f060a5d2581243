using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Webhooks;
using Concierge.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Audit;

public sealed class AuditTests(AuditTests.Fixture api) : IClassFixture<AuditTests.Fixture>
{
    private const string UnknownKey = "01900000-0000-7000-8000-000000000000";

    public static TheoryData<string, string, string> Actions => new()
    {
        { "service_key.created", "POST /service-keys", """{ "name": "desk", "scopes": ["users"] }""" },
        { "service_key.rotated", "POST /service-keys/{key}/rotate", "{}" },
        { "service_key.revoked", "DELETE /service-keys/{key}", "" },
        { "webhook_endpoint.created", "POST /webhook-endpoints", """{ "url": "https://shop.example" }""" },
        { "webhook_endpoint.updated", "PUT /webhook-endpoints/{endpoint}", """{ "url": "https://shop.example", "description": "Shop" }""" },
        { "webhook_secret.rotated", "POST /webhook-endpoints/{endpoint}/rotate-secret", "{}" },
        { "webhook_endpoint.replayed", "POST /webhook-endpoints/{endpoint}/replay", """{ "after": "earliest" }""" },
        { "webhook_endpoint.deleted", "DELETE /webhook-endpoints/{endpoint}", "" },
        { "user_token.minted", "POST /users/{user}/tokens", "{}" },
        { "user_token.revoked", "DELETE /users/{user}/tokens/{token}", "" },
        { "user_tokens.revoked", "DELETE /users/{user}/tokens", "" },
        { "user.deactivated", "DELETE /users/{user}", "" },
        { "user.reactivated", "POST /users/{deactivated}/reactivate", "{}" },
    };

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Action_WhenItSucceeds_LeavesOneRecordOfCallerAndTarget(string action, string request, string body)
    {
        var (id, secret) = await api.AddKeyOfAsync("desk", "users", "tokens", "admin");
        var (method, path, target) = await FillAsync(request);
        var before = await api.CountAsync("audit_records");

        var answer = await api.SendAsAsync(Bearer(secret), method, path, body.Length == 0 ? null : body);

        Assert.True(answer.Status < HttpStatusCode.BadRequest, answer.Text);
        Assert.Equal(before + 1, await api.CountAsync("audit_records"));
        var record = await NewestAsync();
        Assert.Equal((action, target ?? (string?)answer.Json["id"]), ((string?)record["action"], (string?)record["target"]));
        Assert.Equal(
            ("backend", "desk", id, null),
            (
                (string?)record["caller_kind"], (string?)record["caller_name"], (string?)record["credential"],
                (string?)record["acting_user"]));
    }

    [Fact]
    public async Task Action_ByUserOrAsUser_NamesBoth()
    {
        var (ann, bob) = (await api.AddUserAsync(), await api.AddUserAsync());
        var minted = (await api.PostAsync($"/users/{ann}/tokens", "{}")).Json;

        (await api.SendAsAsync(Bearer((string)minted["token"]!), HttpMethod.Delete, $"/users/{ann}")).Expect(HttpStatusCode.NoContent);
        var byToken = await NewestAsync();
        (await api.DeleteAsync($"/users/{bob}", bob)).Expect(HttpStatusCode.NoContent);
        var byBackend = await NewestAsync();

        Assert.Equal(
            ("user", ann, (string?)minted["id"], null),
            ((string?)byToken["caller_kind"], (string?)byToken["caller_name"], (string?)byToken["credential"],
                (string?)byToken["acting_user"]));
        Assert.Equal(
            ("backend", "tests", bob),
            ((string?)byBackend["caller_kind"], (string?)byBackend["caller_name"], (string?)byBackend["acting_user"]));
    }

    [Fact]
    public async Task Action_WhenItFailsOrChangesNothing_LeavesNoRecord()
    {
        var user = await api.AddUserAsync();
        var key = await api.AddKeyAsync("users");
        (await api.DeleteAsync($"/users/{user}")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/service-keys/{key.Id}")).Expect(HttpStatusCode.NoContent);
        var before = await api.CountAsync("audit_records");

        (await api.DeleteAsync($"/users/{user}")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/service-keys/{key.Id}")).Expect(HttpStatusCode.NoContent);
        (await api.PostAsync($"/users/{user}/tokens", "{}")).Expect(HttpStatusCode.Conflict);
        (await api.DeleteAsync($"/service-keys/{UnknownKey}")).Expect(HttpStatusCode.NotFound);
        (await api.PostAsync("/service-keys", new { name = "desk", scopes = new[] { "root" } })).Expect(HttpStatusCode.BadRequest);

        Assert.Equal(before, await api.CountAsync("audit_records"));
    }

    [Fact]
    public async Task List_WithFilters_ReturnsMatchesNewestFirst()
    {
        var (ann, bob) = (await api.AddUserAsync(), await api.AddUserAsync());
        var shop = await api.AddKeyOfAsync($"shop-{ann}", "users", "tokens");
        await api.MintAsync(ann);
        (await api.SendAsAsync(Bearer(shop.Secret), HttpMethod.Post, $"/users/{ann}/tokens", "{}")).Expect(HttpStatusCode.Created);
        (await api.SendAsAsync(Bearer(shop.Secret), HttpMethod.Delete, $"/users/{bob}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal([$"shop-{ann}", "tests"], await ListAsync($"target={ann}", "caller_name"));
        Assert.Equal(["user.deactivated", "user_token.minted"], await ListAsync($"caller=shop-{ann}", "action"));
        Assert.Equal(["user_token.minted"], await ListAsync($"caller=shop-{ann}&target={ann}", "action"));
        Assert.Empty(await ListAsync("target=nobody", "action"));
        var page = (await api.GetAsync($"/audit?target={ann}&limit=1")).Json;
        Assert.Equal(["tests"], await ListAsync($"target={ann}&limit=1&cursor={(string?)page["next_cursor"]}", "caller_name"));
        (await api.GetAsync($"/audit?target={bob}&cursor={(string?)page["next_cursor"]}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
    }

    [Theory]
    [InlineData("target")]
    [InlineData("caller")]
    public async Task List_WithInvalidFilter_IsRefused(string filter)
    {
        (await api.GetAsync($"/audit?{filter}=%00"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", $"/{filter}", "text_invalid");
        (await api.GetAsync($"/audit?{filter}={new string('x', 101)}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", $"/{filter}", "too_long");
    }

    [Fact]
    public async Task List_ByUserOrWithoutAdmin_IsForbidden()
    {
        var user = await api.AddUserAsync();
        var key = await api.AddKeyAsync("users", "tokens", "webhooks");

        (await api.GetAsync("/audit", user)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.SendAsAsync(Bearer(key.Secret), HttpMethod.Get, "/audit")).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Records_Always_HoldNoSecret()
    {
        var user = await api.AddUserAsync();
        var (_, secret) = await api.AddKeyAsync("users");
        var token = await api.MintAsync(user);

        var stored = (string)(await api.QueryAsync("SELECT string_agg(r::text, ' ') FROM audit_records r"))!;

        Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("ck_", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(token, stored, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    public async Task Sweep_AtEndOfRetention_DeletesOnlyOldRecords(int milliseconds, long kept)
    {
        var now = api.Clock.Now;
        var user = await api.AddUserAsync();
        await api.MintAsync(user);

        api.Clock.Now = now + TimeSpan.FromDays(10) + TimeSpan.FromMilliseconds(milliseconds);
        await api.Services.GetServices<IHostedService>().OfType<ExpiredRowsSweeper>()
            .Single().SweepAsync(TestContext.Current.CancellationToken);
        api.Clock.Now = now;

        Assert.Equal(kept, await api.QueryAsync("SELECT count(*) FROM audit_records WHERE target = @user", ("user", user)));
    }

    /// <summary>Gets the method, the path with real ids, and the target of the record; null for a new resource.</summary>
    private async Task<(HttpMethod Method, string Path, string? Target)> FillAsync(string request)
    {
        var (key, user) = (await api.AddKeyAsync("users"), await api.AddUserAsync());
        var token = (string)(await api.PostAsync($"/users/{user}/tokens", "{}")).Json["id"]!;
        var deactivated = await api.AddUserAsync();
        (await api.DeleteAsync($"/users/{deactivated}")).Expect(HttpStatusCode.NoContent);
        var endpoint = (string)(await api.AddEndpointAsync("https://shop.example"))["id"]!;
        var target = request.Contains("{key}", StringComparison.Ordinal) ? key.Id
            : request.Contains("{endpoint}", StringComparison.Ordinal) ? endpoint
            : request.Contains("{deactivated}", StringComparison.Ordinal) ? deactivated
            : request.Contains("{user}", StringComparison.Ordinal) ? user
            : null;
        var parts = request.Replace("{key}", key.Id, StringComparison.Ordinal).Replace("{user}", user, StringComparison.Ordinal)
            .Replace("{endpoint}", endpoint, StringComparison.Ordinal).Replace("{token}", token, StringComparison.Ordinal)
            .Replace("{deactivated}", deactivated, StringComparison.Ordinal).Split(' ');
        return (new(parts[0]), parts[1], target);
    }

    private async Task<JsonNode> NewestAsync() => (await api.GetAsync("/audit?limit=1")).Expect(HttpStatusCode.OK).Json["items"]![0]!;

    private async Task<IEnumerable<string?>> ListAsync(string query, string member) =>
        (await api.GetAsync($"/audit?{query}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(item => (string?)item![member]);

    public sealed class Fixture(TestDatabases databases) : AccessFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Audit:Retention", "10.00:00:00");
        }
    }
}
