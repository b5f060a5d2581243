using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Access;

/// <summary>An Idempotency-Key belongs to its caller: a user, or all service keys of a backend.</summary>
public sealed class CallerIdempotencyTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    private readonly (string, string) once = ("Idempotency-Key", Guid.NewGuid().ToString());

    [Fact]
    public async Task Post_ByTwoBackends_RunsForEach()
    {
        var (first, second) =
            (Bearer((await api.AddKeyOfAsync("shop", "users")).Secret), Bearer((await api.AddKeyOfAsync("desk", "users")).Secret));
        var before = await api.CountAsync("users");

        var (one, other) = (await AddAsync(first), await AddAsync(second));

        Assert.NotEqual(one.Json.Id(), other.Json.Id());
        Assert.DoesNotContain("Idempotent-Replayed", other.Headers.Keys);
        ExpectReplay(one, await AddAsync(first));
        ExpectReplay(other, await AddAsync(second));
        Assert.Equal(before + 2, await api.CountAsync("users"));

        async Task<Answer> AddAsync(string key) =>
            (await api.SendAsAsync(key, HttpMethod.Post, "/users", new { name = "Ann" }, once)).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("Café 7")]
    public async Task Post_ByAnotherKeyOfSameBackend_ReplaysResponse(string backend)
    {
        var first = await api.AddKeyOfAsync(backend, "users");
        var second = await api.AddKeyOfAsync(backend, "users");
        var one = (await api.SendAsAsync(Bearer(first.Secret), HttpMethod.Post, "/users", new { name = "Ann" }, once))
            .Expect(HttpStatusCode.Created);
        await api.RevokeAsync(first);

        ExpectReplay(one, await api.SendAsAsync(Bearer(second.Secret), HttpMethod.Post, "/users", new { name = "Ann" }, once));
    }

    [Fact]
    public async Task Post_ByBackendsWhoseNamesDifferInLettersBeyondAscii_RunsForEach()
    {
        var (first, second) = (await api.AddKeyOfAsync("Café", "users"), await api.AddKeyOfAsync("Cafè", "users"));

        var one = await api.SendAsAsync(Bearer(first.Secret), HttpMethod.Post, "/users", new { name = "Ann" }, once);
        var other = await api.SendAsAsync(Bearer(second.Secret), HttpMethod.Post, "/users", new { name = "Ann" }, once);

        Assert.NotEqual(one.Json.Id(), other.Json.Id());
    }

    [Fact]
    public async Task Post_OfOtherRequestByOtherCaller_Succeeds()
    {
        var (first, second) =
            (Bearer((await api.AddKeyOfAsync("shop", "users")).Secret), Bearer((await api.AddKeyOfAsync("desk", "users")).Secret));

        (await api.SendAsAsync(first, HttpMethod.Post, "/users", new { name = "Ann" }, once)).Expect(HttpStatusCode.Created);

        (await api.SendAsAsync(second, HttpMethod.Post, "/users", new { name = "Bob" }, once)).Expect(HttpStatusCode.Created);
        (await api.SendAsAsync(first, HttpMethod.Post, "/users", new { name = "Bob" }, once))
            .ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task Post_ByServiceKeyAndByUserToken_RunsForEach()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var token = Bearer(await api.MintAsync(ann));
        var body = new JsonObject { ["sender_id"] = ann, ["recipient_id"] = bob, ["body"] = "Hello" }.ToJsonString();

        var byService = (await api.SendAsAsync(Bearer(Credentials.Key), HttpMethod.Post, "/messages", body, once, ("X-User-Id", ann)))
            .Expect(HttpStatusCode.Created);
        var byToken = (await api.SendAsAsync(token, HttpMethod.Post, "/messages", body, once)).Expect(HttpStatusCode.Created);
        var byBoth = (await api.SendAsAsync(Bearer(await api.MintAsync(ann)), HttpMethod.Post, "/messages", body, once))
            .Expect(HttpStatusCode.Created);

        Assert.NotEqual(byService.Json.Id(), byToken.Json.Id());
        ExpectReplay(byToken, byBoth);
    }

    [Fact]
    public async Task Post_ByUnauthorizedCaller_DoesNotReplayResponse()
    {
        var key = await api.AddKeyAsync("users");
        var first = (await api.SendAsAsync(Bearer(key.Secret), HttpMethod.Post, "/users", new { name = "Ann" }, once))
            .Expect(HttpStatusCode.Created);
        await api.RevokeAsync(key);

        foreach (var authorization in new[] { null, Bearer(key.Secret) })
        {
            var refused = (await api.SendAsAsync(authorization, HttpMethod.Post, "/users", new { name = "Ann" }, once))
                .ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");
            Assert.DoesNotContain(first.Json.Id(), refused.Text, StringComparison.Ordinal);
        }
    }

    private static void ExpectReplay(Answer first, Answer repeat)
    {
        Assert.Equal(first.Text, repeat.Text);
        Assert.Equal("true", repeat.Headers["Idempotent-Replayed"]);
    }
}
