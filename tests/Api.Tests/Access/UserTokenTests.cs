using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Access;

public sealed class UserTokenTests(AccessFixture api, TestDatabases databases) : IClassFixture<AccessFixture>
{
    [Theory]
    [InlineData(null, 3600)]
    [InlineData("{}", 3600)]
    [InlineData("""{"expires_in":null}""", 3600)]
    [InlineData("""{"expires_in":60}""", 60)]
    [InlineData("""{"expires_in":2592000}""", 2592000)]
    public async Task Mint_Always_ReturnsExpiry(string? body, int seconds)
    {
        var user = await api.AddUserAsync();
        var now = api.Clock.Now;

        var answer = (await api.SendAsync(HttpMethod.Post, $"/users/{user}/tokens", body)).Expect(HttpStatusCode.Created);

        Assert.Equal(
            ["created_at", "expires_at", "expires_in", "id", "minted_by", "scopes", "token", "user_id"],
            answer.Json.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal((user, seconds), ((string?)answer.Json["user_id"], (int?)answer.Json["expires_in"]));
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.DoesNotContain("Location", answer.Headers.Keys);
        var early = now.AddSeconds(seconds) - ExpiresAt(answer);
        Assert.InRange(early, TimeSpan.FromSeconds(-1), TimeSpan.FromMilliseconds(1));
        Assert.True(await api.LetsInAsync(Bearer((string)answer.Json["token"]!)));
    }

    [Theory]
    [InlineData("""{"expires_in":59}""", "/expires_in", "out_of_range")]
    [InlineData("""{"expires_in":2592001}""", "/expires_in", "out_of_range")]
    [InlineData("""{"expires_in":0}""", "/expires_in", "out_of_range")]
    [InlineData("""{"expires_in":-3600}""", "/expires_in", "out_of_range")]
    [InlineData("""{"expires_in":9223372036854775807}""", "/expires_in", "out_of_range")]
    [InlineData("""{"expires_in":9223372036854775808}""", "/expires_in", "type_invalid")]
    [InlineData("""{"expires_in":60.5}""", "/expires_in", "type_invalid")]
    [InlineData("""{"expires_in":"3600"}""", "/expires_in", "type_invalid")]
    [InlineData("""{"expires_in":true}""", "/expires_in", "type_invalid")]
    [InlineData("""{"expires":60}""", "/expires", "unknown_field")]
    [InlineData("""{"expires_in":60,"expires_in":61}""", "/expires_in", "duplicate_field")]
    public async Task Mint_WithInvalidLifetime_IsRefused(string body, string pointer, string code)
    {
        var answer = (await api.PostAsync($"/users/{await api.AddUserAsync()}/tokens", body)).Expect(HttpStatusCode.BadRequest);

        var error = Assert.Single(answer.Json["errors"]!.AsArray())!;
        Assert.Equal((pointer, code), ((string?)error["pointer"], (string?)error["code"]));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("60")]
    [InlineData(" ")]
    [InlineData("{")]
    public async Task Mint_WhenBodyIsNotAnObject_IsRefused(string body) =>
        (await api.PostAsync($"/users/{await api.AddUserAsync()}/tokens", body)).ExpectProblem(HttpStatusCode.BadRequest, "json_malformed");

    [Fact]
    public async Task MintAndRevoke_ForUnknownUser_AreNotFound()
    {
        (await api.PostAsync("/users/nobody/tokens", "{}")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
        (await api.DeleteAsync("/users/nobody/tokens")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
        (await api.PostAsync("/users/-/tokens", "{}")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
        (await api.DeleteAsync("/users/-/tokens")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Fact]
    public async Task Mint_ByUser_IsForbidden()
    {
        var user = await api.AddUserAsync();

        (await api.PostAsync($"/users/{user}/tokens", "{}", user)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.PostAsync($"/users/{user}/tokens", "{}", await api.AddUserAsync())).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Revoke_ByUser_AllowsOnlyOwnTokens()
    {
        var user = await api.AddUserAsync();
        var token = await api.MintAsync(user);

        (await api.DeleteAsync($"/users/{user}/tokens", await api.AddUserAsync())).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.True(await api.LetsInAsync(Bearer(token)));
        (await api.DeleteAsync($"/users/{user}/tokens", user)).Expect(HttpStatusCode.NoContent);
        Assert.False(await api.LetsInAsync(Bearer(token)));
    }

    [Fact]
    public async Task Mint_ForDeactivatedUser_IsRefused()
    {
        var user = await api.AddUserAsync();
        (await api.DeleteAsync($"/users/{user}")).Expect(HttpStatusCode.NoContent);

        (await api.PostAsync($"/users/{user}/tokens", "{}")).ExpectProblem(HttpStatusCode.Conflict, "user_deactivated");
        (await api.DeleteAsync($"/users/{user}/tokens")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Mint_WithIdempotencyKey_IsNeitherStoredNorReplayed()
    {
        var path = $"/users/{await api.AddUserAsync()}/tokens";
        var before = await api.CountAsync("idempotency_records");

        var first = (await api.PostAsync(path, "{}", null, ("Idempotency-Key", "once"))).Expect(HttpStatusCode.Created);
        var second = (await api.PostAsync(path, "{}", null, ("Idempotency-Key", "once"))).Expect(HttpStatusCode.Created);

        Assert.NotEqual((string?)first.Json["token"], (string?)second.Json["token"]);
        Assert.DoesNotContain("Idempotent-Replayed", second.Headers.Keys);
        Assert.Equal(before, await api.CountAsync("idempotency_records"));
    }

    [Fact]
    public async Task Token_UntilExpiry_IsAccepted()
    {
        var answer = (await api.PostAsync($"/users/{await api.AddUserAsync()}/tokens", new { expires_in = 60 }))
            .Expect(HttpStatusCode.Created);
        var (token, now) = (Bearer((string)answer.Json["token"]!), api.Clock.Now);

        api.Clock.Now = ExpiresAt(answer).AddTicks(-1);
        var isGoodBefore = await api.LetsInAsync(token);
        api.Clock.Now = ExpiresAt(answer);
        var isGoodAfter = await api.LetsInAsync(token);
        api.Clock.Now = now;

        Assert.Equal((true, false), (isGoodBefore, isGoodAfter));
        Assert.True(await api.LetsInAsync(token));
    }

    [Fact]
    public async Task Token_WhenSent_ActsOnlyAsItsUser()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var token = Bearer(await api.MintAsync(ann));

        (await PutNameAsync(ann)).Expect(HttpStatusCode.OK);
        (await PutNameAsync(ann, ("X-User-Id", ann))).Expect(HttpStatusCode.OK);
        (await PutNameAsync(bob)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        foreach (var user in new[] { ann, bob })
        {
            (await PutNameAsync(user, ("X-User-Id", bob))).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        }

        (await PutNameAsync(ann, ("X-User-Id", ann.ToUpperInvariant()))).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await PutNameAsync(ann, ("X-User-Id", "-")))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/X-User-Id", "id_invalid");
        (await PutNameAsync(ann, ("X-User-Id", ann), ("X-User-Id", bob)))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/X-User-Id", "id_invalid");

        Task<Answer> PutNameAsync(string user, params (string Name, string Value)[] headers) =>
            api.SendAsAsync(token, HttpMethod.Put, $"/users/{user}", new { name = Guid.NewGuid().ToString() }, headers);
    }

    [Theory]
    [InlineData("bearer")]
    [InlineData("BEARER ")]
    public async Task Token_AfterBearerInAnyCase_IsAccepted(string scheme)
    {
        Assert.True(await api.LetsInAsync($"{scheme} {await api.MintAsync(await api.AddUserAsync())}"));
        Assert.True(await api.LetsInAsync($"{scheme} {Credentials.Key}"));
    }

    [Fact]
    public async Task Revoke_Always_RevokesAllTokensOfOnlyThatUser()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var (first, second, others) =
            (Bearer(await api.MintAsync(ann)), Bearer(await api.MintAsync(ann, 2_592_000)), Bearer(await api.MintAsync(bob)));

        (await api.DeleteAsync($"/users/{ann}/tokens")).Expect(HttpStatusCode.NoContent);

        Assert.False(await api.LetsInAsync(first));
        Assert.False(await api.LetsInAsync(second));
        Assert.True(await api.LetsInAsync(others));
        Assert.True(await api.LetsInAsync(Bearer(await api.MintAsync(ann))));
        Assert.False(await api.LetsInAsync(first));
    }

    [Fact]
    public async Task Revoke_Always_KeepsUserAndTagUnchanged()
    {
        var user = await api.AddUserAsync();
        var before = await api.GetAsync($"/users/{user}");
        api.Clock.Now = api.Clock.Now.AddMinutes(1);

        (await api.DeleteAsync($"/users/{user}/tokens")).Expect(HttpStatusCode.NoContent);

        var after = await api.GetAsync($"/users/{user}");
        Assert.Equal((before.ETag, before.Text), (after.ETag, after.Text));
        (await api.PutAsync($"/users/{user}", new { name = "Other" }, null, ("If-Match", before.ETag!))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Deactivate_WithOwnToken_InvalidatesThatToken()
    {
        var user = await api.AddUserAsync();
        var token = Bearer(await api.MintAsync(user));

        (await api.SendAsAsync(token, HttpMethod.Delete, $"/users/{user}")).Expect(HttpStatusCode.NoContent);

        (await api.SendAsAsync(token, HttpMethod.Get, $"/users/{user}")).ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Tokens_OnSeveralReplicas_AreAcceptedAndRevokedAtOnce()
    {
        await using var replica = await api.StartAnotherAsync(databases);
        var (ann, bob) = await api.AddTwoUsersAsync();
        var (here, there) = (Bearer(await api.MintAsync(ann)), Bearer(await replica.MintAsync(bob)));

        Assert.True(await replica.LetsInAsync(here));
        Assert.True(await api.LetsInAsync(there));

        (await api.DeleteAsync($"/users/{ann}/tokens")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/users/{bob}")).Expect(HttpStatusCode.NoContent);
        Assert.False(await replica.LetsInAsync(here));
        Assert.False(await replica.LetsInAsync(there));
    }

    [Fact]
    public async Task Token_OfAnotherInstallation_IsRefused()
    {
        await using var other = new AccessFixture(databases);
        await ((IAsyncLifetime)other).InitializeAsync();
        var user = await api.AddUserAsync();
        (await other.PostAsync("/users", new { id = user, name = "Ann" })).Expect(HttpStatusCode.Created);
        var token = Bearer(await other.MintAsync(user));

        Assert.True(await other.LetsInAsync(token));
        Assert.False(await api.LetsInAsync(token));
    }

    [Fact]
    public async Task TokenKeys_InTheDatabase_AreEncrypted()
    {
        await api.MintAsync(await api.AddUserAsync());
        var secrets = api.Services.GetRequiredService<IKeyManager>().GetAllKeys()
            .SelectMany(key => key.Descriptor.ExportToXml().SerializedDescriptorElement.Descendants("value"))
            .Select(value => value.Value).ToList();
        var stored = (string)(await api.QueryAsync("SELECT string_agg(xml, ' ') FROM token_keys"))!;

        Assert.Equal(1, await api.CountAsync("token_keys"));
        Assert.NotEmpty(secrets);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, stored, StringComparison.Ordinal));
        Assert.DoesNotContain("masterKey", stored, StringComparison.Ordinal);
        Assert.Single(XElement.Parse(stored).Descendants("encrypted"));
    }

    private static DateTimeOffset ExpiresAt(Answer answer) =>
        DateTimeOffset.Parse((string)answer.Json["expires_at"]!, CultureInfo.InvariantCulture);
}
