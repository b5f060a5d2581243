using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Access;
using Concierge.Application.Events;

namespace Concierge.Api.Tests.Events;

/// <summary>Who sees which event.</summary>
public sealed class VisibilityTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    [Theory]
    [InlineData("users")]
    [InlineData("users:read")]
    [InlineData("messages")]
    [InlineData("messages:read")]
    [InlineData("orders")]
    [InlineData("orders:read")]
    [InlineData("sms")]
    [InlineData("tokens")]
    [InlineData("webhooks")]
    [InlineData("admin")]
    public async Task Backend_WithOneScope_SeesTypesOfThatScopeAlone(string scope)
    {
        var after = await api.LatestAsync();
        var (ann, bob) = (await api.AddUserAsync("ann"), await api.AddUserAsync("bob"));
        await api.AddMessageAsync(ann, bob);
        await api.AddServiceAsync();
        (await api.PostAsync("/send-message", new { recipient_phone = "2125550100", message_body = "Hi" })).Expect(HttpStatusCode.Created);
        var (_, secret) = await api.AddKeyAsync(scope);
        await api.ReadAsync(after, 6, filter: "&types=user.created,message.created,service.created,sms.queued,service_key.created");
        var expected = EventCatalog.All.Where(type => Domain.Access.Scopes.Includes(scope, type.Scope))
            .Select(type => type.Name).ToHashSet();

        var page = (await api.SendAsAsync(AccessFixture.Bearer(secret), HttpMethod.Get, $"/changes?after={after}&limit=200"))
            .Expect(HttpStatusCode.OK).Json;

        var seen = page["items"]!.AsArray().Select(item => Feed.Type(item!)).ToHashSet();
        Assert.Subset(expected, seen);
        Assert.Equal(
            expected.Overlaps(["user.created", "message.created", "service.created", "sms.queued", "service_key.created"]), seen.Count > 0);
        foreach (var type in EventCatalog.All)
        {
            var named = await api.SendAsAsync(AccessFixture.Bearer(secret), HttpMethod.Get, $"/changes?types={type.Name}");
            if (expected.Contains(type.Name))
            {
                named.Expect(HttpStatusCode.OK);
            }
            else
            {
                named.ExpectProblem(HttpStatusCode.Forbidden, "scope_missing");
            }
        }
    }

    [Fact]
    public async Task User_Always_SeesEventsThatNameThemAlone()
    {
        var after = await api.LatestAsync();
        var (ann, bob, eve) = (await api.AddUserAsync("ann"), await api.AddUserAsync("bob"), await api.AddUserAsync("eve"));
        await api.AddMessageAsync(ann, bob);
        await api.AddMessageAsync(bob, eve);
        await api.AddServiceAsync();
        await api.ReadAsync(after, 6);

        foreach (var (user, types) in new (string, string[])[]
        {
            (ann, ["user.created", "message.created"]),
            (bob, ["user.created", "message.created", "message.created"]),
            (eve, ["user.created", "message.created"]),
        })
        {
            var token = AccessFixture.Bearer(await api.MintAsync(user));
            foreach (var items in new[]
            {
                (await api.SendAsAsync(token, HttpMethod.Get, $"/changes?after={after}")).Expect(HttpStatusCode.OK).Json["items"]!,
                (await api.GetAsync($"/changes?after={after}", user)).Expect(HttpStatusCode.OK).Json["items"]!,
            })
            {
                Assert.Equal(types, items.AsArray().Select(item => Feed.Type(item!)));
                Assert.All(items.AsArray(), item => Assert.True(Names(item!, user)));
            }

            (await api.SendAsAsync(token, HttpMethod.Get, $"/changes?user_id={(user == ann ? bob : ann)}"))
                .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        }
    }

    [Fact]
    public async Task User_WithTokenWithoutMessages_SeesNoMessages()
    {
        var after = await api.LatestAsync();
        var (ann, bob) = (await api.AddUserAsync("ann"), await api.AddUserAsync("bob"));
        await api.AddMessageAsync(ann, bob);
        await api.ReadAsync(after, 3);
        var token = (string)(await api.PostAsync($"/users/{ann}/tokens", new { scopes = new[] { "users:read" } }))
            .Expect(HttpStatusCode.Created).Json["token"]!;

        var items = (await api.SendAsAsync(AccessFixture.Bearer(token), HttpMethod.Get, $"/changes?after={after}"))
            .Expect(HttpStatusCode.OK).Json["items"]!.AsArray();

        Assert.Equal(["user.created"], items.Select(item => Feed.Type(item!)));
    }

    [Theory]
    [InlineData("/changes")]
    [InlineData("/events")]
    public async Task Caller_WithoutCredentials_IsRefused(string path) =>
        (await api.SendAsAsync(null, HttpMethod.Get, path)).ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");

    private static bool Names(JsonNode change, string user) => change.ToJsonString().Contains(user, StringComparison.Ordinal);
}
