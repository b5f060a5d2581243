using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class ConversationMessagesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Get_WhenBothWrote_IsTheSameFromBothSidesAndForAService()
    {
        var (ann, bob, first) = await api.AddConversationAsync();
        var second = (await api.AddMessageAsync(bob, ann)).Id();

        (string, string?)[] reads =
            [(Path(ann, bob), null), (Path(bob, ann), null), (Path(ann, bob), ann), (Path(ann, bob), bob), (Path(bob, ann), ann)];
        foreach (var (path, reader) in reads)
        {
            Assert.Equal([second, first], (await api.GetAsync(path, reader)).Expect(HttpStatusCode.OK).Ids());
        }
    }

    [Fact]
    public async Task Get_WhenTheyWroteToOthersToo_HoldsTheirOwnMessagesAlone()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");
        await api.AddMessageAsync(ann, eve);
        await api.AddMessageAsync(eve, bob);

        var item = Assert.Single((await api.GetAsync(Path(ann, bob))).Expect(HttpStatusCode.OK).Items())!;

        Assert.Equal((await api.GetAsync($"/messages/{id}")).Json.ToJsonString(), item.ToJsonString());
    }

    [Theory]
    [InlineData("desc", 1)]
    [InlineData("desc", 2)]
    [InlineData("desc", 5)]
    [InlineData("desc", 6)]
    [InlineData("asc", 1)]
    [InlineData("asc", 2)]
    [InlineData("asc", 5)]
    [InlineData("asc", 6)]
    public async Task Get_WhenReadPageByPage_HoldsEachMessageOnceInOrder(string order, int limit)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 3);
        ids.AddRange(await api.AddMessagesAsync(bob, ann, 2));
        if (order == "desc")
        {
            ids.Reverse();
        }

        Assert.Equal(ids.Chunk(limit), await api.WalkAsync($"{Path(ann, bob)}?order={order}&limit={limit}", bob));
    }

    [Fact]
    public async Task Get_WhenNewerComeWhileReadingForward_TheyAreAtTheEnd()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 3);
        var first = (await api.GetAsync($"{Path(ann, bob)}?order=asc&limit=2")).Expect(HttpStatusCode.OK);

        ids.Add((await api.AddMessageAsync(bob, ann)).Id());

        Assert.Equal(
            ids[2..], (await api.WalkAsync($"{Path(ann, bob)}?order=asc&limit=2&cursor={first.NextCursor()}")).SelectMany(page => page));
    }

    [Theory]
    [InlineData("desc")]
    [InlineData("asc")]
    public async Task Get_WhenDeletedAreIncluded_TheyKeepTheirPlace(string order)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 4);
        await api.DeleteMessageAsync(ids[1]);
        await api.DeleteMessageAsync(ids[3]);
        string[] left = [ids[0], ids[2]];
        if (order == "desc")
        {
            ids.Reverse();
            Array.Reverse(left);
        }

        Assert.Equal(ids, (await api.WalkAsync($"{Path(ann, bob)}?order={order}&limit=1&include_deleted=true")).SelectMany(page => page));
        Assert.Equal(left, (await api.WalkAsync($"{Path(ann, bob)}?order={order}&limit=1")).SelectMany(page => page));
    }

    [Fact]
    public async Task Get_WhenTheyNeverWrote_IsAnEmptyPage()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        Assert.Equal("""{"items":[],"next_cursor":null}""", (await api.GetAsync(Path(ann, bob))).Expect(HttpStatusCode.OK).Text);
    }

    [Theory]
    [InlineData(true, "/peer_id")]
    [InlineData(false, "/id")]
    public async Task Get_WhenAUserIsUnknown_IsNotFound(bool isPeer, string pointer)
    {
        var ann = await api.AddUserAsync();

        (await api.GetAsync(isPeer ? Path(ann, "nobody") : Path("nobody", ann)))
            .ExpectProblem(HttpStatusCode.NotFound, "user_not_found", pointer, "user_not_found");
    }

    [Fact]
    public async Task Get_WhenAStrangerAsks_IsRefused()
    {
        var (ann, bob, _) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");

        (await api.GetAsync(Path(ann, bob), eve)).ExpectProblem(HttpStatusCode.Forbidden, "not_a_participant");
    }

    /// <summary>Whether a user exists is no business of a third one.</summary>
    [Fact]
    public async Task Get_WhenAStrangerAsksForUnknownUsers_IsRefused()
    {
        var eve = await api.AddUserAsync("eve");

        (await api.GetAsync(Path("nobody", "none"), eve)).ExpectProblem(HttpStatusCode.Forbidden, "not_a_participant");
    }

    [Theory]
    [InlineData("limit=0", "/limit", "out_of_range")]
    [InlineData("limit=201", "/limit", "out_of_range")]
    [InlineData("limit=x", "/limit", "type_invalid")]
    [InlineData("order=DESC", "/order", "order_invalid")]
    [InlineData("include_deleted=maybe", "/include_deleted", "type_invalid")]
    public async Task Get_WhenAParameterIsMalformed_IsRefused(string query, string pointer, string errorCode)
    {
        var (ann, bob, _) = await api.AddConversationAsync();

        (await api.GetAsync($"{Path(ann, bob)}?{query}")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, errorCode);
    }

    [Fact]
    public async Task Get_WhenTheCursorIsOfAnotherPairOrOrder_IsRefused()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var eve = await api.AddUserAsync("eve");
        await api.AddMessagesAsync(ann, bob, 2);
        await api.AddMessagesAsync(ann, eve, 2);
        var cursor = (await api.GetAsync($"{Path(ann, bob)}?limit=1")).Expect(HttpStatusCode.OK).NextCursor();
        Assert.NotNull(cursor);

        (await api.GetAsync($"{Path(ann, eve)}?cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
        (await api.GetAsync($"{Path(ann, bob)}?order=asc&cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
        (await api.GetAsync($"{Path(ann, bob)}?include_deleted=true&cursor={cursor}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
        (await api.GetAsync($"/messages?cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
    }

    private static string Path(string user, string peer) => $"/users/{user}/conversations/{peer}/messages";
}
