using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class LikeMessageTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    /// <summary>The two operations, whose refusals are the same.</summary>
    public static TheoryData<string> LikeAndUnlike => ["PUT", "DELETE"];

    [Fact]
    public async Task Put_WhenLikedTheFirstTime_Is201ThenIs200()
    {
        var (_, bob, id) = await api.AddConversationAsync();

        var first = (await LikeAsync(id, bob, bob)).Expect(HttpStatusCode.Created);
        var second = (await LikeAsync(id, bob, bob)).Expect(HttpStatusCode.OK);

        Assert.Equal([bob], LikedBy(first.Json));
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.Text, (await api.GetAsync($"/messages/{id}")).Expect(HttpStatusCode.OK).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_WhenBothLike_NamesThemInTheOrderOfLiking(bool senderFirst)
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        string[] users = senderFirst ? [ann, bob] : [bob, ann];

        (await LikeAsync(id, users[0], users[0])).Expect(HttpStatusCode.Created);
        var answer = (await LikeAsync(id, users[1], users[1])).Expect(HttpStatusCode.Created);

        Assert.Equal(users, LikedBy(answer.Json));
    }

    [Fact]
    public async Task Put_WhenTheFirstLikesAgain_GoesToTheEnd()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        await LikeAsync(id, ann);
        await LikeAsync(id, bob);

        (await UnlikeAsync(id, ann)).Expect(HttpStatusCode.NoContent);
        var answer = (await LikeAsync(id, ann)).Expect(HttpStatusCode.Created);

        Assert.Equal([bob, ann], LikedBy(answer.Json));
    }

    [Fact]
    public async Task Put_WhenAServiceLikesForAParticipant_IsDone()
    {
        var (ann, _, id) = await api.AddConversationAsync();

        var answer = (await LikeAsync(id, ann)).Expect(HttpStatusCode.Created);

        Assert.Equal([ann], LikedBy(answer.Json));
    }

    [Fact]
    public async Task PutAndDelete_WhenDone_TouchNothingButTheLikes()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        (await api.PutAsync($"/messages/{id}", new { body = "Changed" })).Expect(HttpStatusCode.OK);
        var before = await api.RowAsync(id);
        var conversation = await ConversationAsync(ann, bob);

        (await LikeAsync(id, bob)).Expect(HttpStatusCode.Created);
        Assert.Equal(before!.Replace("{}", $"{{{bob}}}", StringComparison.Ordinal), await api.RowAsync(id));

        (await UnlikeAsync(id, bob)).Expect(HttpStatusCode.NoContent);
        Assert.Equal(before, await api.RowAsync(id));
        Assert.Equal(conversation, await ConversationAsync(ann, bob));
    }

    [Fact]
    public async Task Delete_WhenRepeated_Is204Again()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        await LikeAsync(id, ann);
        await LikeAsync(id, bob);

        Assert.Empty((await UnlikeAsync(id, bob, bob)).Expect(HttpStatusCode.NoContent).Text);
        (await UnlikeAsync(id, bob, bob)).Expect(HttpStatusCode.NoContent);

        Assert.Equal([ann], LikedBy((await api.GetAsync($"/messages/{id}")).Json));
    }

    [Fact]
    public async Task Delete_WhenItWasNeverLiked_Is204()
    {
        var (_, bob, id) = await api.AddConversationAsync();
        var before = await api.RowAsync(id);

        (await UnlikeAsync(id, bob)).Expect(HttpStatusCode.NoContent);

        Assert.Equal(before, await api.RowAsync(id));
    }

    [Theory]
    [MemberData(nameof(LikeAndUnlike))]
    public async Task PutOrDelete_WhenAServiceNamesANonParticipant_IsRefused(string method)
    {
        var (_, bob, id) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");
        await LikeAsync(id, bob);

        await AssertRefusedAsync(method, id, eve, null, HttpStatusCode.Forbidden, "not_a_participant");
        await AssertRefusedAsync(method, id, "nobody", null, HttpStatusCode.Forbidden, "not_a_participant");
    }

    [Theory]
    [MemberData(nameof(LikeAndUnlike))]
    public async Task PutOrDelete_WhenAParticipantActsForTheOther_IsRefused(string method)
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        await LikeAsync(id, bob);

        await AssertRefusedAsync(method, id, bob, ann, HttpStatusCode.Forbidden, "forbidden");
        await AssertRefusedAsync(method, id, ann, bob, HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [MemberData(nameof(LikeAndUnlike))]
    public async Task PutOrDelete_WhenAStrangerActs_IsNotFound(string method)
    {
        var (_, bob, id) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");
        await LikeAsync(id, bob);

        await AssertRefusedAsync(method, id, eve, eve, HttpStatusCode.NotFound, "message_not_found");
        await AssertRefusedAsync(method, id, bob, eve, HttpStatusCode.NotFound, "message_not_found");
    }

    [Theory]
    [MemberData(nameof(LikeAndUnlike))]
    public async Task PutOrDelete_WhenTheMessageIsDeleted_IsNotFound(string method)
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        await LikeAsync(id, bob);
        await api.DeleteMessageAsync(id);

        await AssertRefusedAsync(method, id, bob, bob, HttpStatusCode.NotFound, "message_not_found");
        await AssertRefusedAsync(method, id, ann, null, HttpStatusCode.NotFound, "message_not_found");
    }

    [Theory]
    [MemberData(nameof(LikeAndUnlike))]
    public async Task PutOrDelete_WhenTheMessageIsUnknown_IsNotFound(string method)
    {
        var ann = await api.AddUserAsync();

        (await api.SendAsync(new HttpMethod(method), $"/messages/{MessageSteps.UnknownMessage}/likes/{ann}"))
            .ExpectProblem(HttpStatusCode.NotFound, "message_not_found");
    }

    [Theory]
    [InlineData("PUT", "x", "ann", "/id")]
    [InlineData("DELETE", "x", "ann", "/id")]
    [InlineData("PUT", MessageSteps.UnknownMessage, "a%20b", "/user_id")]
    [InlineData("DELETE", MessageSteps.UnknownMessage, "-a", "/user_id")]
    public async Task PutOrDelete_WhenAnIdIsMalformed_IsRefused(string method, string id, string user, string pointer) =>
        (await api.SendAsync(new HttpMethod(method), $"/messages/{id}/likes/{user}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, "id_invalid");

    /// <summary>However many like at one instant, each user's like is there once and only the first is told 201.</summary>
    [Fact]
    public async Task Put_WhenManyLikeAtOnce_EachUserLikesOnce()
    {
        var (ann, bob, id) = await api.AddConversationAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => LikeAsync(id, i % 2 == 0 ? ann : bob)));

        Assert.Equal(2, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(18, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(new[] { ann, bob }.Order(), LikedBy((await api.GetAsync($"/messages/{id}")).Json).Order());
    }

    private static IEnumerable<string> LikedBy(JsonNode message) => message["liked_by"]!.AsArray().Select(user => (string)user!);

    private Task<Answer> LikeAsync(string id, string user, string? actingAs = null) =>
        api.PutAsync($"/messages/{id}/likes/{user}", null, actingAs);

    private Task<Answer> UnlikeAsync(string id, string user, string? actingAs = null) =>
        api.DeleteAsync($"/messages/{id}/likes/{user}", actingAs);

    private async Task AssertRefusedAsync(string method, string id, string user, string? actingAs, HttpStatusCode status, string code)
    {
        var before = await api.RowAsync(id);

        (await api.SendAsync(new HttpMethod(method), $"/messages/{id}/likes/{user}", null, actingAs)).ExpectProblem(status, code);

        Assert.Equal(before, await api.RowAsync(id));
    }

    private async Task<string> ConversationAsync(string user, string peer) =>
        (await api.GetAsync($"/users/{user}/conversations/{peer}")).Expect(HttpStatusCode.OK).Text;
}
