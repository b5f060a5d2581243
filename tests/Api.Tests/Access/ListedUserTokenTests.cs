using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;
using Microsoft.AspNetCore.Hosting;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Access;

/// <summary>Each token has a row: it is listed and revoked on its own.</summary>
public sealed class ListedUserTokenTests(AccessFixture api, TestDatabases databases) : IClassFixture<AccessFixture>
{
    [Fact]
    public async Task List_OfUser_ReturnsValidTokensNewestFirstWithoutSecrets()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var key = await api.AddKeyOfAsync("shop", "tokens", "users");
        var first = (await api.SendAsAsync(Bearer(key.Secret), HttpMethod.Post, $"/users/{ann}/tokens", "{}"))
            .Expect(HttpStatusCode.Created);
        var second = (await api.PostAsync($"/users/{ann}/tokens", "{}")).Expect(HttpStatusCode.Created);
        await api.MintAsync(bob);

        var answer = (await api.GetAsync($"/users/{ann}/tokens")).Expect(HttpStatusCode.OK);

        var items = answer.Json["items"]!.AsArray();
        Assert.Equal([(string?)second.Json["id"], (string?)first.Json["id"]], items.Select(item => (string?)item!["id"]));
        Assert.Equal(["tests", "shop"], items.Select(item => (string?)item!["minted_by"]));
        Assert.Equal((string?)first.Json["expires_at"], (string?)items[1]!["expires_at"]);
        Assert.Equal(
            ["created_at", "expires_at", "id", "minted_by", "scopes", "user_id"],
            items[0]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_WithLimit_ReturnsPages()
    {
        var user = await api.AddUserAsync();
        List<string?> ids = [];
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (string?)(await api.PostAsync($"/users/{user}/tokens", "{}")).Json["id"]);
        }

        var page = (await api.GetAsync($"/users/{user}/tokens?limit=3")).Json;
        var next = (await api.GetAsync($"/users/{user}/tokens?limit=3&cursor={(string?)page["next_cursor"]}")).Json;

        Assert.Equal(ids, page["items"]!.AsArray().Concat(next["items"]!.AsArray()).Select(item => (string?)item!["id"]));
        Assert.Null((string?)next["next_cursor"]);
        (await api.GetAsync($"/users/{await api.AddUserAsync()}/tokens?cursor={(string?)page["next_cursor"]}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
    }

    [Fact]
    public async Task List_AfterExpiryRevocationOrDeactivation_LeavesTokensOut()
    {
        var (expired, revoked, deactivated) = (await api.AddUserAsync(), await api.AddUserAsync(), await api.AddUserAsync());
        foreach (var user in new[] { expired, revoked, deactivated })
        {
            await api.MintAsync(user, 60);
        }

        (await api.DeleteAsync($"/users/{revoked}/tokens")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/users/{deactivated}")).Expect(HttpStatusCode.NoContent);
        var now = api.Clock.Now;
        api.Clock.Now = now.AddSeconds(62);
        var lists = new List<int>();
        foreach (var user in new[] { expired, revoked, deactivated })
        {
            lists.Add((await api.GetAsync($"/users/{user}/tokens")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Count);
        }

        api.Clock.Now = now;
        Assert.Equal([0, 0, 0], lists);
        (await api.PostAsync($"/users/{deactivated}/reactivate", "{}")).Expect(HttpStatusCode.OK);
        Assert.Empty((await api.GetAsync($"/users/{deactivated}/tokens")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task RevokeOne_Always_EndsOnlyThatTokenOnEveryReplica()
    {
        await using var replica = await api.StartAnotherAsync(databases);
        var user = await api.AddUserAsync();
        var (first, second) = (await api.PostAsync($"/users/{user}/tokens", "{}"), await api.PostAsync($"/users/{user}/tokens", "{}"));
        var path = $"/users/{user}/tokens/{(string?)first.Json["id"]}";
        Assert.True(await replica.LetsInAsync(Bearer((string)first.Json["token"]!)));

        (await api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);

        Assert.False(await api.LetsInAsync(Bearer((string)first.Json["token"]!)));
        Assert.False(await replica.LetsInAsync(Bearer((string)first.Json["token"]!)));
        Assert.True(await api.LetsInAsync(Bearer((string)second.Json["token"]!)));
        (await api.DeleteAsync(path)).ExpectProblem(HttpStatusCode.NotFound, "user_token_not_found");
        var left = Assert.Single((await api.GetAsync($"/users/{user}/tokens")).Json["items"]!.AsArray());
        Assert.Equal((string?)second.Json["id"], (string?)left!["id"]);
    }

    [Fact]
    public async Task ListAndRevokeOne_OfUnknownUserOrToken_AreRefused()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var id = (string?)(await api.PostAsync($"/users/{ann}/tokens", "{}")).Json["id"];

        (await api.GetAsync("/users/nobody/tokens")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
        (await api.DeleteAsync($"/users/nobody/tokens/{id}")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
        (await api.DeleteAsync($"/users/{bob}/tokens/{id}")).ExpectProblem(HttpStatusCode.NotFound, "user_token_not_found");
        (await api.DeleteAsync($"/users/{ann}/tokens/1"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/token_id", "id_invalid");
    }

    [Fact]
    public async Task ListAndRevokeOne_ByBackendAsUser_AllowOnlyOwnTokens()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var id = (string?)(await api.PostAsync($"/users/{ann}/tokens", "{}")).Json["id"];

        (await api.GetAsync($"/users/{ann}/tokens", bob)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.DeleteAsync($"/users/{ann}/tokens/{id}", bob)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.GetAsync($"/users/{ann}/tokens", ann)).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync($"/users/{ann}/tokens/{id}", ann)).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Mint_WhenOperatorLimitsLifetime_RefusesLongerOnes()
    {
        await using var limited = new LimitedLifetimeFixture(databases);
        await ((IAsyncLifetime)limited).InitializeAsync();
        var user = await limited.AddUserAsync();

        (await limited.PostAsync($"/users/{user}/tokens", new { expires_in = 601 }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/expires_in", "out_of_range");
        var token = (await limited.PostAsync($"/users/{user}/tokens", "{}")).Expect(HttpStatusCode.Created);
        Assert.Equal(600, (int?)token.Json["expires_in"]);
    }

    private sealed class LimitedLifetimeFixture(TestDatabases databases) : AccessFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Auth:MaxTokenLifetime", "00:10:00");
        }
    }
}
