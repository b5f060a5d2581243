using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class DeleteMessageTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_WhenTheSenderOrAServiceDeletes_LeavesATombstoneWithoutText(bool asSender)
    {
        var (ann, _, id) = await api.AddConversationAsync();

        var answer = (await DeleteAsync(id, asSender ? ann : null)).Expect(HttpStatusCode.NoContent);

        Assert.Empty(answer.Text);
        Assert.Equal(true, await api.QueryAsync(
            """
            SELECT body IS NULL AND deleted_at IS NOT NULL AND edited_at IS NULL
            FROM messages WHERE conversation_id || '-' || position = @id
            """,
            ("id", id)));
    }

    [Fact]
    public async Task Delete_WhenRepeated_IsNotFoundAndChangesNothing()
    {
        var (ann, _, id) = await api.AddConversationAsync();
        await api.DeleteMessageAsync(id);
        var before = await api.RowAsync(id);

        (await DeleteAsync(id, ann)).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");

        Assert.Equal(before, await api.RowAsync(id));
    }

    [Fact]
    public async Task Delete_WhenDone_TheListShowsTheTombstoneOnlyWhenAsked()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var sent = await api.AddMessageAsync(ann, bob, "Hello");
        await api.DeleteMessageAsync(sent.Id());

        var tombstone = Assert.Single(
            (await api.GetAsync($"/users/{ann}/conversations/{bob}/messages?include_deleted=true")).Expect(HttpStatusCode.OK).Items())!;

        Assert.Null(tombstone["body"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)tombstone["deleted_at"]!);
        foreach (var member in sent.AsObject().Where(member => member.Key is not ("body" or "deleted_at")))
        {
            Assert.Equal(member.Value?.ToJsonString(), tombstone[member.Key]?.ToJsonString());
        }

        Assert.Empty((await api.GetAsync($"/users/{ann}/conversations/{bob}/messages")).Expect(HttpStatusCode.OK).Items());
    }

    [Fact]
    public async Task Delete_WhenItWasTheNewest_LastMessageFallsBackAndActivityStays()
    {
        var (ann, bob, first) = await api.AddConversationAsync();
        var second = (await api.AddMessageAsync(bob, ann)).Id();
        var activity = await LastActivityAsync(ann, bob);

        await api.DeleteMessageAsync(second);
        Assert.Equal(first, (await LastMessageAsync(ann, bob))?.ToString());
        Assert.Equal(activity, await LastActivityAsync(ann, bob));

        await api.DeleteMessageAsync(first);
        Assert.Null(await LastMessageAsync(ann, bob));
        Assert.Equal(activity, await LastActivityAsync(ann, bob));
    }

    [Fact]
    public async Task Delete_WhenItWasTheNewest_TheConversationKeepsItsPlace()
    {
        var (ann, bob, _) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");
        var newest = (await api.AddMessageAsync(eve, ann)).Id();

        await api.DeleteMessageAsync(newest);

        var peers = (await api.GetAsync($"/users/{ann}/conversations"))
            .Expect(HttpStatusCode.OK).Items().Select(item => item!["peer"]!.Id());
        Assert.Equal([eve, bob], peers);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("*")]
    public async Task Delete_WhenIfMatchNamesTheVersion_IsDone(string tags)
    {
        var (_, _, id) = await api.AddConversationAsync();

        (await DeleteAsync(id, null, tags)).Expect(HttpStatusCode.NoContent);

        (await api.GetAsync($"/messages/{id}")).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");
    }

    [Fact]
    public async Task Delete_WhenLikedSinceTheTagWasRead_IsDone()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        (await api.PutAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.Created);

        (await DeleteAsync(id, ann, "\"1\"")).Expect(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"3\"")]
    public async Task Delete_WhenIfMatchDoesNotNameTheVersion_IsRefused(string tags)
    {
        var (_, _, id) = await api.AddConversationAsync();
        (await api.PutAsync($"/messages/{id}", new { body = "Changed" })).Expect(HttpStatusCode.OK);
        var before = await api.RowAsync(id);

        (await DeleteAsync(id, null, tags)).ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");

        Assert.Equal(before, await api.RowAsync(id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"9\"")]
    public async Task Delete_WhenTheRecipientDeletes_IsRefused(string? tags)
    {
        var (_, bob, id) = await api.AddConversationAsync();
        var before = await api.RowAsync(id);

        (await DeleteAsync(id, bob, tags)).ExpectProblem(HttpStatusCode.Forbidden, "not_the_sender");

        Assert.Equal(before, await api.RowAsync(id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"9\"")]
    public async Task Delete_WhenAStrangerDeletes_IsNotFound(string? tags)
    {
        var (_, _, id) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");
        var before = await api.RowAsync(id);

        (await DeleteAsync(id, eve, tags)).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");

        Assert.Equal(before, await api.RowAsync(id));
    }

    [Fact]
    public async Task Delete_WhenUnknown_IsNotFound() =>
        (await DeleteAsync(MessageSteps.UnknownMessage)).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");

    [Fact]
    public async Task Delete_WhenIdIsMalformed_IsRefused() =>
        (await DeleteAsync("x")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");

    private async Task<Answer> DeleteAsync(string id, string? actingAs = null, string? ifMatch = null) => await api.DeleteAsync(
        $"/messages/{id}", actingAs, ifMatch is null ? [] : [await api.IfMatchAsync($"/messages/{id}", ifMatch)]);

    private async Task<JsonNode?> LastMessageAsync(string user, string peer) =>
        (await api.GetAsync($"/users/{user}/conversations/{peer}")).Expect(HttpStatusCode.OK).Json["last_message"]?["id"];

    private async Task<string> LastActivityAsync(string user, string peer) =>
        (string)(await api.GetAsync($"/users/{user}/conversations/{peer}")).Expect(HttpStatusCode.OK).Json["last_activity_at"]!;
}
