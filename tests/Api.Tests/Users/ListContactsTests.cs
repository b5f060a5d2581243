using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

public sealed class ListContactsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task ListContacts_Always_SortsMostRecentFirst()
    {
        var (user, writer, reader) = (await api.AddUserAsync(), await api.AddUserAsync("writer"), await api.AddUserAsync("reader"));
        await api.AddMessageAsync(writer, user);
        await api.AddMessageAsync(user, reader);
        await api.AddMessageAsync(writer, reader);

        var page = (await api.GetAsync($"/users/{user}/contacts")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal([reader, writer], page.Items());
        Assert.Equal($$"""{"id":"{{reader}}","name":"reader","status":"active"}""", page["items"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ListContacts_AfterNewMessage_MovesContactUp(bool sentByUser)
    {
        var (user, first, second) = (await api.AddUserAsync(), await api.AddUserAsync(), await api.AddUserAsync());
        await api.AddMessageAsync(user, first);
        await api.AddMessageAsync(second, user);

        await (sentByUser ? api.AddMessageAsync(user, first) : api.AddMessageAsync(first, user));

        Assert.Equal([first, second], await api.WalkAsync($"/users/{user}/contacts", "id", 50));
    }

    [Fact]
    public async Task ListContacts_AfterEditLikeOrDelete_KeepsOrder()
    {
        var (user, first, second) = (await api.AddUserAsync(), await api.AddUserAsync(), await api.AddUserAsync());
        var older = await api.AddMessageAsync(user, first);
        var newer = await api.AddMessageAsync(user, second);
        (await api.PutAsync($"/messages/{older["id"]}", new { body = "Edited" })).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/messages/{older["id"]}/likes/{first}")).Expect(HttpStatusCode.Created);
        (await api.DeleteAsync($"/messages/{newer["id"]}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal([second, first], await api.WalkAsync($"/users/{user}/contacts", "id", 50));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task ListContacts_PageByPage_ReturnsEveryContactOnce(int limit)
    {
        var user = await api.AddUserAsync();
        var expected = new List<string>();

        // Peers on both sides of the user's id, written to in an order that is not that of their ids.
        foreach (var prefix in new[] { "zz", "aa", "yy", "bb", "xx" })
        {
            var peer = await api.AddUserAsync(prefix);
            await api.AddMessageAsync(user, peer);
            await api.AddMessageAsync(peer, user);
            expected.Insert(0, peer);
        }

        Assert.Equal(expected, await api.WalkAsync($"/users/{user}/contacts", "id", limit));
    }

    [Fact]
    public async Task ListContacts_WithoutMessages_IsEmpty()
    {
        var user = await api.AddUserAsync();

        Assert.Equal("""{"items":[],"next_cursor":null}""", (await api.GetAsync($"/users/{user}/contacts")).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task ListContacts_WithDeactivatedContact_ReturnsIt()
    {
        var (user, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        await api.AddMessageAsync(user, peer);
        (await api.DeleteAsync($"/users/{peer}")).Expect(HttpStatusCode.NoContent);

        var item = Assert.Single((await api.GetAsync($"/users/{user}/contacts")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());

        Assert.Equal("deactivated", (string?)item!["status"]);
    }

    [Fact]
    public async Task ListContacts_OfUnknownUser_IsNotFound()
    {
        (await api.GetAsync("/users/nobody/contacts")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
    }

    [Fact]
    public async Task ListContacts_WithMalformedId_IsRefused()
    {
        (await api.GetAsync("/users/-a/contacts")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Fact]
    public async Task ListContacts_BySelf_ReturnsContacts()
    {
        var (user, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        await api.AddMessageAsync(user, peer);

        Assert.Equal([peer], await api.WalkAsync($"/users/{user}/contacts", "id", 1, user));
    }

    [Fact]
    public async Task ListContacts_ByOtherUser_IsForbidden()
    {
        var (user, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        await api.AddMessageAsync(user, peer);

        (await api.GetAsync($"/users/{user}/contacts", peer)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
    }
}
