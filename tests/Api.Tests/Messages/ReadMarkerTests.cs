using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class ReadMarkerTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Put_WhenMovedForward_AnswersAndKeepsTheMarker()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 3);

        var answer = (await MarkAsync(bob, ann, ids[1])).Expect(HttpStatusCode.OK);

        Assert.Equal($$"""{"last_read_message_id":"{{ids[1]}}","unread_count":1,"unread_capped":false}""", answer.Text);
        Assert.Equal(1, await UnreadAsync(bob, ann));
        Assert.Equal(ids[1], await MarkerAsync(bob));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_WhenEitherSideReads_TheOtherSidesMarkerStays(bool recipient)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        await api.AddMessageAsync(ann, bob);
        var last = (await api.AddMessageAsync(bob, ann)).Id();
        var (reader, peer) = recipient ? (bob, ann) : (ann, bob);

        (await MarkAsync(reader, peer, last, reader)).Expect(HttpStatusCode.OK);

        Assert.Equal(0, await UnreadAsync(reader, peer));
        Assert.Equal(1, await UnreadAsync(peer, reader));
        Assert.Null(await MarkerAsync(peer));
    }

    [Fact]
    public async Task Put_WhenUpToIsOlder_TheMarkerStays()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 3);
        (await MarkAsync(bob, ann, ids[1])).Expect(HttpStatusCode.OK);

        var answer = (await MarkAsync(bob, ann, ids[0])).Expect(HttpStatusCode.OK);

        Assert.Equal($$"""{"last_read_message_id":"{{ids[1]}}","unread_count":1,"unread_capped":false}""", answer.Text);
        Assert.Equal(ids[1], await MarkerAsync(bob));
    }

    [Fact]
    public async Task Put_WhenRepeated_AnswersTheSame()
    {
        var (ann, bob, id) = await api.AddConversationAsync();

        var first = (await MarkAsync(bob, ann, id)).Expect(HttpStatusCode.OK);

        Assert.Equal(first.Text, (await MarkAsync(bob, ann, id)).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Put_WhenUpToIsInUpperCase_IsRefused()
    {
        var (ann, bob, id) = await api.AddConversationAsync();

        (await MarkAsync(bob, ann, id.ToUpperInvariant()))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/up_to", "id_invalid");
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task Put_WhenUpToIsAtOrBehindTheLastMessage_IsDoneOrRefused(int position, bool isDone)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 3);

        var answer = await MarkAsync(bob, ann, ids[0][..^1] + position);

        Assert.Equal(isDone ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(isDone ? ids[2] : null, await MarkerAsync(bob));
    }

    [Fact]
    public async Task Conversation_WhenBothRead_ShowsBothMarkers()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 3);
        (await MarkAsync(bob, ann, ids[0])).Expect(HttpStatusCode.OK);
        (await MarkAsync(ann, bob, ids[2])).Expect(HttpStatusCode.OK);

        foreach (var (user, peer, own, other) in new[] { (ann, bob, ids[2], ids[0]), (bob, ann, ids[0], ids[2]) })
        {
            var conversation = (await api.GetAsync($"/users/{user}/conversations/{peer}")).Expect(HttpStatusCode.OK).Json;
            Assert.Equal(own, (string?)conversation["last_read_message_id"]);
            Assert.Equal(other, (string?)conversation["peer_last_read_message_id"]);
            Assert.Equal("active", (string?)conversation["peer"]!["status"]);
        }
    }

    [Fact]
    public async Task Put_WhenUpToIsTheReadersOwnMessage_ReadsWhatCameBefore()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        await api.AddMessageAsync(ann, bob);
        var own = (await api.AddMessageAsync(bob, ann)).Id();
        await api.AddMessageAsync(ann, bob);

        Assert.Equal(1, (int?)(await MarkAsync(bob, ann, own)).Expect(HttpStatusCode.OK).Json["unread_count"]);
    }

    [Fact]
    public async Task Put_WhenUpToIsDeleted_IsDone()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 3);
        await api.DeleteMessageAsync(ids[1]);

        var answer = (await MarkAsync(bob, ann, ids[1])).Expect(HttpStatusCode.OK);

        Assert.Equal(ids[1], (string?)answer.Json["last_read_message_id"]);
        Assert.Equal(1, (int?)answer.Json["unread_count"]);
    }

    [Fact]
    public async Task UnreadCount_WhenAnUnreadMessageIsDeleted_Drops()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 3);
        (await MarkAsync(bob, ann, ids[0])).Expect(HttpStatusCode.OK);
        Assert.Equal(2, await UnreadAsync(bob, ann));

        await api.DeleteMessageAsync(ids[2]);
        Assert.Equal(1, await UnreadAsync(bob, ann));

        await api.DeleteMessageAsync(ids[0]);
        Assert.Equal(1, await UnreadAsync(bob, ann));
    }

    [Fact]
    public async Task UnreadCount_WhenTheUserWrites_DoesNotCountOwnMessages()
    {
        var (ann, bob, _) = await api.AddConversationAsync();

        await api.AddMessagesAsync(bob, ann, 3);

        Assert.Equal(1, await UnreadAsync(bob, ann));
        Assert.Equal(3, await UnreadAsync(ann, bob));
    }

    [Theory]
    [InlineData(99, 99, false)]
    [InlineData(100, 100, false)]
    [InlineData(101, 100, true)]
    public async Task UnreadCount_WhenManyAreUnread_CountsTo100(int unread, int count, bool capped)
    {
        var (ann, bob, first) = await api.AddConversationAsync();
        await api.AddMessagesAsync(ann, bob, unread);

        var marker = (await MarkAsync(bob, ann, first)).Expect(HttpStatusCode.OK).Json;
        var single = (await api.GetAsync($"/users/{bob}/conversations/{ann}")).Expect(HttpStatusCode.OK).Json;
        var listed = (await api.GetAsync($"/users/{bob}/conversations")).Expect(HttpStatusCode.OK).Items()[0]!;

        foreach (var shown in new[] { marker, single, listed })
        {
            Assert.Equal(count, (int?)shown["unread_count"]);
            Assert.Equal(capped, (bool?)shown["unread_capped"]);
        }
    }

    [Fact]
    public async Task Put_WhenUpToIsOfAnotherConversation_IsRefused()
    {
        var (ann, bob, _) = await api.AddConversationAsync();
        var other = (await api.AddMessageAsync(ann, await api.AddUserAsync("eve"))).Id();

        (await MarkAsync(ann, bob, other))
            .ExpectProblem(HttpStatusCode.BadRequest, "marker_not_in_conversation", "/up_to", "marker_not_in_conversation");

        Assert.Null(await MarkerAsync(ann));
    }

    [Fact]
    public async Task Put_WhenUpToIsUnknown_IsRefused()
    {
        var (ann, bob, _) = await api.AddConversationAsync();

        (await MarkAsync(bob, ann, MessageSteps.UnknownMessage))
            .ExpectProblem(HttpStatusCode.BadRequest, "marker_not_in_conversation", "/up_to", "marker_not_in_conversation");

        Assert.Null(await MarkerAsync(bob));
    }

    [Theory]
    [InlineData("""{}""", "validation_failed", "required")]
    [InlineData("""{"up_to": null}""", "validation_failed", "required")]
    [InlineData("""{"up_to": ""}""", "validation_failed", "id_invalid")]
    [InlineData("""{"up_to": "x"}""", "validation_failed", "id_invalid")]
    [InlineData("""{"up_to": "{01900000-0000-7000-8000-000000000000}-1"}""", "validation_failed", "id_invalid")]
    [InlineData("""{"up_to": 1}""", "validation_failed", "type_invalid")]
    [InlineData("""{"up_to": "01900000-0000-7000-8000-000000000000-1", "upto": 1}""", "unknown_field", "unknown_field")]
    public async Task Put_WhenUpToIsMissingOrMalformed_IsRefused(string json, string code, string errorCode)
    {
        var (ann, bob, _) = await api.AddConversationAsync();

        (await api.PutAsync($"/users/{bob}/conversations/{ann}/read", json))
            .ExpectProblem(HttpStatusCode.BadRequest, code, code == "unknown_field" ? "/upto" : "/up_to", errorCode);

        Assert.Null(await MarkerAsync(bob));
    }

    [Fact]
    public async Task Put_WhenTheyNeverWrote_IsNotFound()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        (await MarkAsync(ann, bob, MessageSteps.UnknownMessage)).ExpectProblem(HttpStatusCode.NotFound, "conversation_not_found");
    }

    [Theory]
    [InlineData(true, "/peer_id")]
    [InlineData(false, "/id")]
    public async Task Put_WhenAUserIsUnknown_IsNotFound(bool isPeer, string pointer)
    {
        var ann = await api.AddUserAsync();
        var (user, peer) = isPeer ? (ann, "nobody") : ("nobody", ann);

        (await MarkAsync(user, peer, MessageSteps.UnknownMessage))
            .ExpectProblem(HttpStatusCode.NotFound, "user_not_found", pointer, "user_not_found");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_WhenAnotherUserActs_IsRefused(bool isPeer)
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");

        (await MarkAsync(bob, ann, id, isPeer ? ann : eve)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");

        Assert.Null(await MarkerAsync(bob));
    }

    [Fact]
    public async Task Put_WhenAnIdIsMalformed_IsRefused() =>
        (await MarkAsync("a%20b", "-c", "x")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid")
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/peer_id", "id_invalid")
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/up_to", "id_invalid");

    [Fact]
    public async Task Put_WhenManyMoveItAtOnce_TheNewestStays()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var ids = await api.AddMessagesAsync(ann, bob, 10);

        var answers = await Task.WhenAll(ids.Concat(ids).Select(id => MarkAsync(bob, ann, id)));

        Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
        Assert.Equal(ids[^1], await MarkerAsync(bob));
    }

    private Task<Answer> MarkAsync(string user, string peer, string upTo, string? actingAs = null) =>
        api.PutAsync($"/users/{user}/conversations/{peer}/read", new { up_to = upTo }, actingAs);

    private async Task<int> UnreadAsync(string user, string peer) =>
        (int)(await api.GetAsync($"/users/{user}/conversations/{peer}")).Expect(HttpStatusCode.OK).Json["unread_count"]!;

    /// <summary>The stored marker of a user who has one conversation, or has read in one alone.</summary>
    private async Task<string?> MarkerAsync(string user) =>
        (string?)await api.QueryAsync(
            "SELECT max(id || '-' || nullif(CASE user_a_id WHEN @user THEN read_position_a ELSE read_position_b END, 0)) "
            + "FROM conversations WHERE @user IN (user_a_id, user_b_id)",
            ("user", user));
}
