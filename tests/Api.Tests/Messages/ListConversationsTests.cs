using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class ListConversationsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Get_WhenListed_ShowsTheWholeConversation()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var sent = await api.AddMessageAsync(ann, bob);

        var item = Assert.Single(await ListAsync(bob))!.AsObject();

        Assert.Equal(
            [
                "id", "last_activity_at", "last_message", "last_read_message_id", "peer", "peer_last_read_message_id", "unread_capped",
                "unread_count",
            ],
            item.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal((string?)sent["conversation_id"], (string?)item["id"]);
        Assert.Equal($$"""{"id":"{{ann}}","name":"ann","status":"active"}""", item["peer"]!.ToJsonString());
        Assert.Equal(sent.ToJsonString(), item["last_message"]!.ToJsonString());
        Assert.Equal((string?)sent["created_at"], (string?)item["last_activity_at"]);
        Assert.Equal(1, (int?)item["unread_count"]);
        Assert.Equal(false, (bool?)item["unread_capped"]);
    }

    [Fact]
    public async Task Get_WhenANewMessageComes_ItsConversationComesFirst()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var eve = await api.AddUserAsync("eve");
        var dan = await api.AddUserAsync("dan");
        await api.AddMessageAsync(ann, bob);
        await api.AddMessageAsync(eve, ann);
        await api.AddMessageAsync(ann, dan);
        Assert.Equal([dan, eve, bob], await PeersAsync(ann));

        await api.AddMessageAsync(bob, ann);
        Assert.Equal([bob, dan, eve], await PeersAsync(ann));

        await api.AddMessageAsync(ann, eve);
        Assert.Equal([eve, bob, dan], await PeersAsync(ann));
    }

    [Fact]
    public async Task Get_WhenLikedOrReadOrEdited_TheOrderStays()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");
        await api.AddMessageAsync(ann, eve);

        (await api.PutAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.Created);
        (await api.PutAsync($"/messages/{id}", new { body = "Changed" })).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/users/{bob}/conversations/{ann}/read", new { up_to = id })).Expect(HttpStatusCode.OK);

        Assert.Equal([eve, bob], await PeersAsync(ann));
    }

    [Fact]
    public async Task Get_WhenThePeerIsRenamed_ShowsTheNewName()
    {
        var (ann, bob, _) = await api.AddConversationAsync();

        (await api.PutAsync($"/users/{bob}", new { name = "Robert" })).Expect(HttpStatusCode.OK);

        Assert.Equal("Robert", (string?)(await ListAsync(ann))[0]!["peer"]!["name"]);
    }

    [Fact]
    public async Task Get_WhenThePeerIsDeactivated_StaysListed()
    {
        var (ann, bob, id) = await api.AddConversationAsync();

        (await api.DeleteAsync($"/users/{bob}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(id, (await ListAsync(ann))[0]!["last_message"]!.Id());
        Assert.Equal(id, (await ListAsync(bob))[0]!["last_message"]!.Id());
    }

    [Fact]
    public async Task Get_WhenMessagesAreDeleted_LastMessageIsTheNewestLeft()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 3);

        await api.DeleteMessageAsync(ids[1]);
        Assert.Equal(ids[2], (await ListAsync(ann))[0]!["last_message"]!.Id());

        await api.DeleteMessageAsync(ids[2]);
        Assert.Equal(ids[0], (await ListAsync(ann))[0]!["last_message"]!.Id());

        await api.DeleteMessageAsync(ids[0]);
        Assert.Null((await ListAsync(ann))[0]!["last_message"]);
    }

    [Fact]
    public async Task Get_WhenTheLastMessageIsLikedAndEdited_ShowsItAsItIs()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        (await api.PutAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.Created);
        (await api.PutAsync($"/messages/{id}", new { body = "Changed" })).Expect(HttpStatusCode.OK);

        Assert.Equal(
            (await api.GetAsync($"/messages/{id}")).Json.ToJsonString(), (await ListAsync(ann))[0]!["last_message"]!.ToJsonString());
    }

    [Fact]
    public async Task Get_WhenBothWrote_CountsUnreadForEachSide()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        await api.AddMessagesAsync(ann, bob, 3);
        await api.AddMessagesAsync(bob, ann, 2);

        Assert.Equal(2, (int?)(await ListAsync(ann))[0]!["unread_count"]);
        Assert.Equal(3, (int?)(await ListAsync(bob))[0]!["unread_count"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Get_WhenReadPageByPage_HoldsEachConversationOnceInOrder(int limit)
    {
        // The user comes before some of the peers and after the others, so that both halves of the list take turns.
        var id = Guid.NewGuid().ToString("N");
        var user = $"m-{id}";
        (await api.PostAsync("/users", new { id = user, name = "M" })).Expect(HttpStatusCode.Created);
        var conversations = new List<string>();
        foreach (var peer in new[] { $"a-{id}", $"z-{id}", $"y-{id}", $"b-{id}", $"x-{id}" })
        {
            (await api.PostAsync("/users", new { id = peer, name = peer })).Expect(HttpStatusCode.Created);
            conversations.Insert(0, (string)(await api.AddMessageAsync(peer, user))["conversation_id"]!);
        }

        Assert.Equal(conversations.Chunk(limit), await api.WalkAsync($"/users/{user}/conversations?limit={limit}", user));
    }

    /// <summary>A conversation that moves to the front was not skipped: who reads on has either seen it or finds it at the front.</summary>
    [Fact]
    public async Task Get_WhenAConversationMovesBetweenPages_TheOthersAreNeitherSkippedNorRepeated()
    {
        var ann = await api.AddUserAsync("ann");
        var peers = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            peers.Insert(0, await api.AddUserAsync("peer"));
            await api.AddMessageAsync(ann, peers[0]);
        }

        var first = (await api.GetAsync($"/users/{ann}/conversations?limit=2")).Expect(HttpStatusCode.OK);
        await api.AddMessageAsync(ann, peers[1]);
        await api.AddMessageAsync(ann, peers[3]);

        var second = (await api.GetAsync($"/users/{ann}/conversations?limit=2&cursor={first.NextCursor()}")).Expect(HttpStatusCode.OK);
        Assert.Equal(peers[..2], Peers(first));
        Assert.Equal([peers[2]], Peers(second));
    }

    [Fact]
    public async Task Get_WhenTheUserNeverWrote_IsAnEmptyPage()
    {
        var ann = await api.AddUserAsync();

        Assert.Equal(
            """{"items":[],"next_cursor":null}""", (await api.GetAsync($"/users/{ann}/conversations")).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Get_WhenTheUserIsUnknown_IsNotFound() =>
        (await api.GetAsync("/users/nobody/conversations"))
            .ExpectProblem(HttpStatusCode.NotFound, "user_not_found", "/id", "user_not_found");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_WhenAnotherUserAsks_IsRefused(bool isPeer)
    {
        var (ann, bob, _) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");

        (await api.GetAsync($"/users/{ann}/conversations", isPeer ? bob : eve)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("/users/a%20b/conversations", "/id", "id_invalid")]
    [InlineData("/users/ann/conversations?limit=0", "/limit", "out_of_range")]
    [InlineData("/users/ann/conversations?limit=201", "/limit", "out_of_range")]
    [InlineData("/users/ann/conversations?limit=x", "/limit", "type_invalid")]
    public async Task Get_WhenAParameterIsMalformed_IsRefused(string path, string pointer, string errorCode) =>
        (await api.GetAsync(path)).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, errorCode);

    [Fact]
    public async Task Get_WhenTheCursorIsAnotherUsers_IsRefused()
    {
        var (ann, bob, _) = await api.AddConversationAsync();
        await api.AddMessageAsync(ann, await api.AddUserAsync("eve"));
        var cursor = (await api.GetAsync($"/users/{ann}/conversations?limit=1")).Expect(HttpStatusCode.OK).NextCursor();
        Assert.NotNull(cursor);

        (await api.GetAsync($"/users/{bob}/conversations?cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
        (await api.GetAsync($"/users/{ann}/contacts?cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
    }

    private static IEnumerable<string> Peers(Answer page) => page.Items().Select(item => item!["peer"]!.Id());

    private async Task<JsonArray> ListAsync(string user) =>
        (await api.GetAsync($"/users/{user}/conversations")).Expect(HttpStatusCode.OK).Items();

    private async Task<IEnumerable<string>> PeersAsync(string user) => (await ListAsync(user)).Select(item => item!["peer"]!.Id());
}
