using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class ListMessagesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Get_WhenAServiceAsks_ListsEverybodysMessages()
    {
        await api.AddConversationAsync();
        await api.AddConversationAsync();

        var ids = (await api.WalkAsync("/messages?limit=200")).SelectMany(page => page);

        var stored =
            (string[])(await api.QueryAsync(
                """
                SELECT array_agg(conversation_id || '-' || position ORDER BY created_at DESC, conversation_id DESC, position DESC)
                FROM messages WHERE deleted_at IS NULL
                """))!;
        Assert.Equal(stored, ids);
    }

    [Fact]
    public async Task Get_WhenAUserAsks_ListsWhatTheUserSentAndReceivedAlone()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var eve = await api.AddUserAsync("eve");
        var first = (await api.AddMessageAsync(ann, bob)).Id();
        await api.AddMessageAsync(bob, eve);
        var second = (await api.AddMessageAsync(eve, ann)).Id();
        var third = (await api.AddMessageAsync(bob, ann)).Id();

        Assert.Equal([third, second, first], (await api.GetAsync("/messages", ann)).Expect(HttpStatusCode.OK).Ids());
        Assert.Equal([first, second, third], (await api.GetAsync("/messages?order=asc", ann)).Expect(HttpStatusCode.OK).Ids());
    }

    [Fact]
    public async Task Get_WhenListed_ShowsEachMessageAsGetDoes()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        await api.PutAsync($"/messages/{id}", new { body = "Changed" });
        await api.PutAsync($"/messages/{id}/likes/{bob}");
        await api.PutAsync($"/messages/{id}/likes/{ann}");

        var item = Assert.Single((await api.GetAsync("/messages", ann)).Expect(HttpStatusCode.OK).Items())!;

        Assert.Equal((await api.GetAsync($"/messages/{id}")).Json.ToJsonString(), item.ToJsonString());
    }

    [Fact]
    public async Task Get_WhenTheUserNeverWrote_IsAnEmptyPage()
    {
        var ann = await api.AddUserAsync();

        var page = (await api.GetAsync("/messages", ann)).Expect(HttpStatusCode.OK);

        Assert.Equal("""{"items":[],"next_cursor":null}""", page.Text);
        Assert.False(page.Headers.ContainsKey("Link"));
    }

    [Fact]
    public async Task Get_WhenDeletedAreIncluded_ShowsThemWithoutText()
    {
        var (ann, bob, first) = await api.AddConversationAsync();
        var second = (await api.AddMessageAsync(bob, ann)).Id();
        await api.DeleteMessageAsync(first);

        var page = (await api.GetAsync("/messages?include_deleted=true", bob)).Expect(HttpStatusCode.OK);

        Assert.Equal([second, first], page.Ids());
        Assert.Null(page.Items()[1]!["body"]);
        Assert.NotNull(page.Items()[1]!["deleted_at"]);
        Assert.NotNull(page.Items()[0]!["body"]);
        Assert.Null(page.Items()[0]!["deleted_at"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?include_deleted=false")]
    public async Task Get_WhenDeletedAreNotAskedFor_LeavesThemOut(string query)
    {
        var (ann, bob, first) = await api.AddConversationAsync();
        var second = (await api.AddMessageAsync(bob, ann)).Id();
        await api.DeleteMessageAsync(first);

        Assert.Equal([second], (await api.GetAsync($"/messages{query}", ann)).Expect(HttpStatusCode.OK).Ids());
    }

    [Theory]
    [InlineData("desc", 1)]
    [InlineData("desc", 3)]
    [InlineData("desc", 6)]
    [InlineData("desc", 7)]
    [InlineData("desc", 8)]
    [InlineData("asc", 1)]
    [InlineData("asc", 3)]
    [InlineData("asc", 6)]
    [InlineData("asc", 7)]
    [InlineData("asc", 8)]
    public async Task Get_WhenReadPageByPage_HoldsEachMessageOnceInOrder(string order, int limit)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add((await (i % 3 == 0 ? api.AddMessageAsync(bob, ann) : api.AddMessageAsync(ann, bob))).Id());
        }

        if (order == "desc")
        {
            ids.Reverse();
        }

        Assert.Equal(ids.Chunk(limit), await api.WalkAsync($"/messages?order={order}&limit={limit}", ann));
    }

    [Fact]
    public async Task Get_WhenMessagesComeAndGoBetweenPages_SkipsAndRepeatsNone()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 6);
        ids.Reverse();
        var first = (await api.GetAsync("/messages?limit=2", ann)).Expect(HttpStatusCode.OK);

        // The message at which the page ended goes, one that was read, and one that was not; a new one and an edit come.
        await api.DeleteMessageAsync(ids[1]);
        await api.DeleteMessageAsync(ids[2]);
        await api.AddMessageAsync(bob, ann);
        (await api.PutAsync($"/messages/{ids[3]}", new { body = "Changed" })).Expect(HttpStatusCode.OK);

        var rest = await api.WalkAsync($"/messages?limit=2&cursor={first.NextCursor()}", ann);
        Assert.Equal(ids[..2], first.Ids());
        Assert.Equal(ids[3..], rest.SelectMany(page => page));
    }

    [Fact]
    public async Task Get_WhenNoLimitIsGiven_PagesHold50()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        await api.AddMessagesAsync(ann, bob, 51);

        Assert.Equal([50, 1], (await api.WalkAsync("/messages", ann)).Select(page => page.Length));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("200")]
    public async Task Get_WhenLimitIsAtItsEdge_IsDone(string limit) =>
        (await api.GetAsync($"/messages?limit={limit}")).Expect(HttpStatusCode.OK);

    [Theory]
    [InlineData("limit=0", "/limit", "out_of_range")]
    [InlineData("limit=-1", "/limit", "out_of_range")]
    [InlineData("limit=201", "/limit", "out_of_range")]
    [InlineData("limit=many", "/limit", "type_invalid")]
    [InlineData("limit=1.5", "/limit", "type_invalid")]
    [InlineData("limit=99999999999", "/limit", "type_invalid")]
    [InlineData("order=DESC", "/order", "order_invalid")]
    [InlineData("order=Asc", "/order", "order_invalid")]
    [InlineData("order=newest", "/order", "order_invalid")]
    [InlineData("include_deleted=maybe", "/include_deleted", "type_invalid")]
    [InlineData("include_deleted=1", "/include_deleted", "type_invalid")]
    public async Task Get_WhenAParameterIsMalformed_IsRefused(string query, string pointer, string errorCode) =>
        (await api.GetAsync($"/messages?{query}")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, errorCode);

    [Fact]
    public async Task Get_WhenSeveralParametersAreMalformed_NamesEach()
    {
        var problem = (await api.GetAsync("/messages?limit=0&order=up"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/limit", "out_of_range");

        problem.ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/order", "order_invalid");
    }

    /// <summary>The cursor of a user's list, newest first, without tombstones, is no cursor of any other list.</summary>
    [Theory]
    [InlineData("/messages?cursor={0}", null)]
    [InlineData("/messages?cursor={0}", "bob")]
    [InlineData("/messages?order=asc&cursor={0}", "ann")]
    [InlineData("/messages?include_deleted=true&cursor={0}", "ann")]
    [InlineData("/users/{1}/conversations/{2}/messages?cursor={0}", "ann")]
    [InlineData("/users/{1}/conversations?cursor={0}", "ann")]
    [InlineData("/messages?cursor=x{0}", "ann")]
    [InlineData("/messages?cursor={0}A", "ann")]
    public async Task Get_WhenTheCursorIsAnotherLists_IsRefused(string path, string? reader)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        await api.AddMessagesAsync(ann, bob, 2);
        var cursor = (await api.GetAsync("/messages?limit=1", ann)).NextCursor();
        var actingAs = reader switch { "ann" => ann, "bob" => bob, _ => null };

        (await api.GetAsync(string.Format(null, path, cursor, ann, bob), actingAs))
            .ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("%20")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("01900000-0000-7000-8000-000000000000")]
    [InlineData("%F0%9F%98%80")]
    public async Task Get_WhenTheCursorIsMadeUp_IsRefused(string cursor) =>
        (await api.GetAsync($"/messages?cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");

    [Fact]
    public async Task Get_WhenTheLimitChangesBetweenPages_TheCursorHolds()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 4);
        var cursor = (await api.GetAsync("/messages?limit=1", ann)).NextCursor();

        Assert.Equal(
            [ids[2], ids[1], ids[0]], (await api.GetAsync($"/messages?limit=3&cursor={cursor}", ann)).Expect(HttpStatusCode.OK).Ids());
    }
}
