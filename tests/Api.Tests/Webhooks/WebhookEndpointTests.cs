using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Events;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Webhooks;

public sealed class WebhookEndpointTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    private const string Url = "https://shop.example/hooks";

    private const string Unknown = "01900000-0000-7000-8000-000000000000";

    [Fact]
    public async Task Create_Always_ReturnsSecretOnceAndStoresItEncrypted()
    {
        var answer = (await api.PostAsync("/webhook-endpoints", new { url = Url, types = new[] { "order.created" }, description = "Shop" }))
            .Expect(HttpStatusCode.Created);

        var endpoint = answer.Json;
        var secret = (string)endpoint["secret"]!;
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(secret[6..]).Length);
        Assert.Equal($"/webhook-endpoints/{endpoint["id"]}", answer.Headers["Location"]);
        Assert.Equal("enabled", (string?)endpoint["status"]);
        Assert.Matches(Application.Events.EventId.Pattern, (string?)endpoint["position"]);
        var got = (await api.GetAsync(answer.Headers["Location"])).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain("secret", got.Text, StringComparison.Ordinal);
        var bytes = Convert.ToHexStringLower(Convert.FromBase64String(secret[6..]));
        var row = (string)(await api.QueryAsync(
            "SELECT encode(sealed, 'hex') FROM webhook_secrets WHERE endpoint_id = @id::uuid", ("id", (string)endpoint["id"]!)))!;
        Assert.DoesNotContain(bytes, row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "/url", "required")]
    [InlineData("""{"url":"/hooks"}""", "/url", "url_not_allowed")]
    [InlineData("""{"url":"ftp://shop.example"}""", "/url", "url_not_allowed")]
    [InlineData("""{"url":"https://me:you@shop.example"}""", "/url", "url_not_allowed")]
    [InlineData("""{"url":"https://shop.example/#x"}""", "/url", "url_not_allowed")]
    [InlineData("""{"url":"https://10.0.0.1/"}""", "/url", "url_not_allowed")]
    [InlineData("""{"url":"https://shop.example","types":[]}""", "/types", "too_few")]
    [InlineData("""{"url":"https://shop.example","types":["order.created","order.eaten"]}""", "/types/1", "event_type_unknown")]
    [InlineData("""{"url":"https://shop.example","description":"a\u0000b"}""", "/description", "text_invalid")]
    public async Task Create_WhenInvalid_IsRefused(string body, string pointer, string code)
    {
        var answer = await api.PostAsync("/webhook-endpoints", body);

        answer.Expect(HttpStatusCode.BadRequest);
        Assert.Contains(
            answer.Json["errors"]!.AsArray(),
            error => (string?)error!["pointer"] == pointer && (string?)error["code"] == code);
    }

    [Theory]
    [InlineData(2048, HttpStatusCode.Created)]
    [InlineData(2049, HttpStatusCode.BadRequest)]
    public async Task Create_OnBothSidesOfTheLongestUrl_IsDecided(int length, HttpStatusCode status)
    {
        var created = await api.PostAsync("/webhook-endpoints", new { url = $"{Url}/".PadRight(length, 'x') });

        created.Expect(status);
        await RemoveAsync(created);
    }

    [Fact]
    public async Task Create_WithTypeOutsideTheScopes_IsRefused()
    {
        var (_, secret) = await api.AddKeyAsync("webhooks", "orders:read");

        (await SendAsync(secret, HttpMethod.Post, "/webhook-endpoints", new { url = Url, types = new[] { "message.created" } }))
            .ExpectProblem(HttpStatusCode.Forbidden, "scope_missing", "/types/0");
        await RemoveAsync(
            (await SendAsync(secret, HttpMethod.Post, "/webhook-endpoints", new { url = Url, types = new[] { "order.created" } }))
            .Expect(HttpStatusCode.Created));
    }

    [Theory]
    [InlineData("webhooks", HttpStatusCode.OK)]
    [InlineData("admin", HttpStatusCode.OK)]
    [InlineData("orders", HttpStatusCode.Forbidden)]
    public async Task List_ByScope_IsDecided(string scope, HttpStatusCode status)
    {
        var (_, secret) = await api.AddKeyAsync(scope);

        (await SendAsync(secret, HttpMethod.Get, "/webhook-endpoints")).Expect(status);
    }

    [Fact]
    public async Task Update_OfUrlByKeyWithoutTheScopes_IsRefused()
    {
        var endpoint = await AddAsync();
        var (_, webhooks) = await api.AddKeyAsync("webhooks");

        object redirected = new { url = "https://thief.example", types = new[] { "message.created" } };
        (await SendAsync(webhooks, HttpMethod.Put, PathOf(endpoint), redirected))
            .ExpectProblem(HttpStatusCode.Forbidden, "scope_missing", "/url");
        (await SendAsync(webhooks, HttpMethod.Put, PathOf(endpoint), new { url = Url, description = "Mine" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Update_WithStaleTag_IsRefused()
    {
        var endpoint = await AddAsync();
        var tag = (await api.GetAsync(PathOf(endpoint))).ETag!;
        (await api.PutAsync(PathOf(endpoint), new { url = Url, description = "1" }, null, ("If-Match", tag))).Expect(HttpStatusCode.OK);

        (await api.PutAsync(PathOf(endpoint), new { url = Url, description = "2" }, null, ("If-Match", tag)))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
        (await api.DeleteAsync(PathOf(endpoint), null, ("If-Match", tag)))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
        Assert.Equal("1", (string?)(await api.ReadEndpointAsync(endpoint))["description"]);
    }

    [Fact]
    public async Task Update_WhenDisabled_SaysWhyAndKeepsThePlace()
    {
        var endpoint = await AddAsync();

        var disabled = (await api.PutAsync(PathOf(endpoint), new { url = Url, enabled = false })).Expect(HttpStatusCode.OK).Json;
        (await api.PostAsync($"{PathOf(endpoint)}/replay", new { after = "earliest" }))
            .ExpectProblem(HttpStatusCode.Conflict, "webhook_endpoint_disabled");
        (await api.PostAsync($"{PathOf(endpoint)}/deliveries/{endpoint["position"]}/resend", "{}"))
            .ExpectProblem(HttpStatusCode.Conflict, "webhook_endpoint_disabled");
        await api.AddUserAsync();
        await api.ReadAsync((string)endpoint["position"]!, 1);
        var stopped = await api.ReadEndpointAsync(endpoint);
        var now = (await api.PutAsync(PathOf(endpoint), new { url = Url, enabled = true, resume = "now" })).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(("disabled", "requested"), ((string?)disabled["status"], (string?)disabled["status_reason"]));
        Assert.Equal((string?)disabled["position"], (string?)stopped["position"]);
        Assert.True((long)stopped["lag"]! > 0);
        Assert.Equal(("enabled", null, 0L), ((string?)now["status"], (string?)now["status_reason"], (long)now["lag"]!));
    }

    [Theory]
    [InlineData("PT0S", HttpStatusCode.OK, null)]
    [InlineData("P7D", HttpStatusCode.OK, null)]
    [InlineData("P7DT1S", HttpStatusCode.BadRequest, "out_of_range")]
    [InlineData("P1M", HttpStatusCode.BadRequest, "duration_invalid")]
    [InlineData("-PT1H", HttpStatusCode.BadRequest, "duration_invalid")]
    [InlineData("P", HttpStatusCode.BadRequest, "duration_invalid")]
    public async Task Rotate_OnBothSidesOfTheLongestOverlap_IsDecided(string overlap, HttpStatusCode status, string? code)
    {
        var endpoint = await AddAsync();

        var answer = (await api.PostAsync($"{PathOf(endpoint)}/rotate-secret", new { overlap })).Expect(status);

        if (code is null)
        {
            Assert.NotEqual((string?)endpoint["secret"], (string?)answer.Json["secret"]);
        }
        else
        {
            answer.ExpectProblem(status, "validation_failed", "/overlap", code);
        }
    }

    [Fact]
    public async Task Rotate_ManyTimes_KeepsFiveSecrets()
    {
        var endpoint = await AddAsync();
        for (var i = 0; i < 7; i++)
        {
            (await api.PostAsync($"{PathOf(endpoint)}/rotate-secret", "{}")).Expect(HttpStatusCode.OK);
        }

        Assert.Equal(
            5L,
            await api.QueryAsync(
                "SELECT count(*) FROM webhook_secrets WHERE endpoint_id = @id::uuid AND (expires_at IS NULL OR expires_at > @now)",
                ("id", (string)endpoint["id"]!), ("now", api.Clock.Now)));
    }

    [Fact]
    public async Task Delete_Always_RemovesTheEndpointAndItsSecrets()
    {
        var endpoint = await AddAsync();

        (await api.DeleteAsync(PathOf(endpoint))).Expect(HttpStatusCode.NoContent);

        (await api.DeleteAsync(PathOf(endpoint))).ExpectProblem(HttpStatusCode.NotFound, "webhook_endpoint_not_found");
        Assert.Equal(
            0L,
            await api.QueryAsync(
                "SELECT count(*) FROM webhook_secrets WHERE endpoint_id = @id::uuid", ("id", (string)endpoint["id"]!)));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PUT", "")]
    [InlineData("POST", "/rotate-secret")]
    [InlineData("POST", "/test")]
    [InlineData("POST", "/replay")]
    [InlineData("GET", "/deliveries")]
    [InlineData("GET", "/attempts")]
    [InlineData("POST", "/deliveries/k7d2-1/resend")]
    public async Task Operation_OnUnknownEndpoint_ReturnsNotFound(string method, string path) =>
        (await api.SendAsync(
            new(method), $"/webhook-endpoints/{Unknown}{path}",
            method == "GET" ? null : path == "/replay" ? new { after = "earliest" } : path == "" ? new { url = Url } : "{}"))
        .ExpectProblem(HttpStatusCode.NotFound, "webhook_endpoint_not_found");

    [Theory]
    [InlineData("/deliveries?status=lost", "/status", "status_invalid")]
    [InlineData("/attempts?event_id=1", "/event_id", "event_id_invalid")]
    [InlineData("/deliveries?limit=0", "/limit", "out_of_range")]
    [InlineData("/attempts?limit=201", "/limit", "out_of_range")]
    public async Task List_WithInvalidParameter_IsRefused(string path, string pointer, string code)
    {
        var endpoint = await AddAsync();

        var errors = (await api.GetAsync(PathOf(endpoint) + path)).Expect(HttpStatusCode.BadRequest).Json["errors"]!.AsArray();

        Assert.Contains(errors, error => ((string?)error!["pointer"], (string?)error["code"]) == (pointer, code));
    }

    [Theory]
    [InlineData("""{}""", "/after", "since_or_after")]
    [InlineData("""{"since":"2026-11-21T09:30:00Z","after":"earliest"}""", "/after", "since_or_after")]
    [InlineData("""{"since":"yesterday"}""", "/since", "datetime_invalid")]
    [InlineData("""{"after":"x"}""", "/after", "event_id_invalid")]
    [InlineData("""{"after":"earliest","only":"some"}""", "/only", "only_invalid")]
    public async Task Replay_WhenInvalid_IsRefused(string body, string pointer, string code)
    {
        var endpoint = await AddAsync();

        var errors = (await api.PostAsync($"{PathOf(endpoint)}/replay", body)).Expect(HttpStatusCode.BadRequest).Json["errors"]!.AsArray();

        Assert.Contains(errors, error => ((string?)error!["pointer"], (string?)error["code"]) == (pointer, code));
    }

    [Fact]
    public async Task Change_OfEndpoint_LeavesEventsWithoutTheUrl()
    {
        var after = await api.LatestAsync();
        var endpoint = await AddAsync();
        (await api.PutAsync(PathOf(endpoint), new { url = Url })).Expect(HttpStatusCode.OK);
        (await api.PutAsync(PathOf(endpoint), new { url = Url, enabled = false })).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync(PathOf(endpoint))).Expect(HttpStatusCode.NoContent);

        var filter = "&types=webhook_endpoint.created,webhook_endpoint.updated,webhook_endpoint.deleted";
        List<JsonNode> events = [];
        await Poll.UntilAsync(async () =>
        {
            events = (await api.ReadAsync(after, 1, filter: filter)).FindAll(
                change => (string?)change["resource_id"] == (string?)endpoint["id"]);
            return events.Count >= 3;
        });

        Assert.Equal(
            [
                ("webhook_endpoint.created", """{"status":"enabled","status_reason":null,"disables_at":null,"version":1}"""),
                ("webhook_endpoint.updated", """{"status":"disabled","status_reason":"requested","disables_at":null,"version":2}"""),
                ("webhook_endpoint.deleted", """{"status":"disabled","status_reason":"requested","disables_at":null,"version":3}"""),
            ],
            events.Select(change => (Feed.Type(change), change["data"]!.ToJsonString())));
    }

    private static string PathOf(JsonNode endpoint) => $"/webhook-endpoints/{endpoint["id"]}";

    private Task<Answer> SendAsync(string secret, HttpMethod method, string path, object? body = null) =>
        api.SendAsAsync(Bearer(secret), method, path, body);

    private Task<JsonNode> AddAsync() => api.AddEndpointAsync(Url);

    private async Task RemoveAsync(Answer created)
    {
        if (created.Status == HttpStatusCode.Created)
        {
            (await api.DeleteAsync(PathOf(created.Json))).Expect(HttpStatusCode.NoContent);
        }
    }
}
