using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class EditMessageTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_WhenTheSenderOrAServiceEdits_ChangesTheText(bool asSender)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var sent = await api.AddMessageAsync(ann, bob, "Hello");

        var answer = (await EditAsync(sent.Id(), "  Changed\n", asSender ? ann : null)).Expect(HttpStatusCode.OK);

        Assert.Equal("\"2\"", answer.Tag);
        Assert.Equal("  Changed\n", (string?)answer.Json["body"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)answer.Json["edited_at"]!);
        var stored = (await api.GetAsync($"/messages/{sent.Id()}")).Expect(HttpStatusCode.OK);
        Assert.Equal(answer.Text, stored.Text);
        Assert.Equal(answer.ETag, stored.ETag);
    }

    [Fact]
    public async Task Put_WhenEdited_ChangesNothingElse()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var sent = await api.AddMessageAsync(ann, bob, "Hello");

        var edited = (await EditAsync(sent.Id(), "Changed")).Expect(HttpStatusCode.OK).Json.AsObject();

        foreach (var member in sent.AsObject().Where(member => member.Key is not ("body" or "edited_at")))
        {
            Assert.Equal(member.Value?.ToJsonString(), edited[member.Key]?.ToJsonString());
        }
    }

    [Fact]
    public async Task Put_WhenTheTextIsTheSame_ChangesNothing()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var id = (await api.AddMessageAsync(ann, bob, "Hello")).Id();
        var before = await api.RowAsync(id);

        var answer = (await EditAsync(id, "Hello", ann)).Expect(HttpStatusCode.OK);

        Assert.Null(answer.Json["edited_at"]);
        Assert.Equal("\"1\"", answer.Tag);
        Assert.Equal(before, await api.RowAsync(id));
    }

    [Fact]
    public async Task Put_WhenTheEditedTextIsTheSame_KeepsTheTimeOfTheFirstChange()
    {
        var (_, _, id) = await api.AddConversationAsync();
        var first = (await EditAsync(id, "Changed")).Expect(HttpStatusCode.OK);
        var before = await api.RowAsync(id);

        var second = (await EditAsync(id, "Changed")).Expect(HttpStatusCode.OK);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.ETag, second.ETag);
        Assert.Equal(before, await api.RowAsync(id));
    }

    [Fact]
    public async Task Put_WhenTheTextDiffersInWhiteSpaceAlone_ChangesIt()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var id = (await api.AddMessageAsync(ann, bob, "Hello")).Id();

        var answer = (await EditAsync(id, "Hello ", ann)).Expect(HttpStatusCode.OK);

        Assert.Equal("Hello ", (string?)answer.Json["body"]);
        Assert.NotNull(answer.Json["edited_at"]);
    }

    [Fact]
    public async Task Put_WhenEdited_IsNoNewActivity()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        await api.AddMessageAsync(bob, ann);
        var before = (await api.GetAsync($"/users/{ann}/conversations/{bob}")).Expect(HttpStatusCode.OK).Text;

        (await EditAsync(id, "Changed")).Expect(HttpStatusCode.OK);

        Assert.Equal(before, (await api.GetAsync($"/users/{ann}/conversations/{bob}")).Expect(HttpStatusCode.OK).Text);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"7\", \"1\"")]
    [InlineData("*")]
    public async Task Put_WhenIfMatchNamesTheVersion_IsDone(string tags)
    {
        var (_, _, id) = await api.AddConversationAsync();

        (await EditAsync(id, "Changed", null, tags)).Expect(HttpStatusCode.OK);

        Assert.Equal("Changed", await BodyAsync(id));
    }

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("\"1\"")]
    [InlineData("\"3\"")]
    [InlineData("\"\"")]
    [InlineData("\"x\"")]
    public async Task Put_WhenIfMatchDoesNotNameTheVersion_IsRefused(string tags)
    {
        var (_, _, id) = await api.AddConversationAsync();
        (await EditAsync(id, "Changed")).Expect(HttpStatusCode.OK);
        var before = await api.RowAsync(id);

        (await EditAsync(id, "Changed again", null, tags)).ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");

        Assert.Equal(before, await api.RowAsync(id));
    }

    /// <summary>RFC 9110 §13.1.1: the condition is on the resource, not on whether there is anything to do.</summary>
    [Fact]
    public async Task Put_WhenIfMatchIsStaleAndTheTextIsTheSame_IsRefused()
    {
        var (_, _, id) = await api.AddConversationAsync();
        (await EditAsync(id, "Changed")).Expect(HttpStatusCode.OK);

        (await EditAsync(id, "Changed", null, "\"1\"")).ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
    }

    [Fact]
    public async Task Put_WhenLikedSinceTheTagWasRead_IsDone()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        (await api.PutAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.Created);

        var answer = (await EditAsync(id, "Changed", ann, "\"1\"")).Expect(HttpStatusCode.OK);

        Assert.Equal("\"2.r\"", answer.Tag);
        Assert.Equal([bob], answer.Json["liked_by"]!.AsArray().Select(user => (string)user!));
    }

    [Fact]
    public async Task Put_WhenALikeWasTakenBackSinceTheTagWasRead_IsDone()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        (await api.PutAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.Created);
        var tag = (await api.GetAsync($"/messages/{id}")).ETag!;
        (await api.DeleteAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("\"2\"", (await EditAsync(id, "Changed", ann, tag)).Expect(HttpStatusCode.OK).Tag);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"1\"")]
    [InlineData("\"9\"")]
    public async Task Put_WhenTheRecipientEdits_IsRefused(string? tags)
    {
        var (_, bob, id) = await api.AddConversationAsync();
        var before = await api.RowAsync(id);

        (await EditAsync(id, "Changed", bob, tags)).ExpectProblem(HttpStatusCode.Forbidden, "not_the_sender");

        Assert.Equal(before, await api.RowAsync(id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"1\"")]
    [InlineData("\"9\"")]
    public async Task Put_WhenAStrangerEdits_IsNotFound(string? tags)
    {
        var (_, _, id) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");
        var before = await api.RowAsync(id);

        (await EditAsync(id, "Changed", eve, tags)).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");

        Assert.Equal(before, await api.RowAsync(id));
    }

    [Fact]
    public async Task Put_WhenUnknown_IsNotFound()
    {
        (await EditAsync(MessageSteps.UnknownMessage, "Changed")).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");

        Assert.Null(await api.RowAsync(MessageSteps.UnknownMessage));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"1\"")]
    public async Task Put_WhenDeleted_IsNotFound(string? tags)
    {
        var (ann, _, id) = await api.AddConversationAsync();
        await api.DeleteMessageAsync(id);
        var before = await api.RowAsync(id);

        (await EditAsync(id, "Changed", ann, tags)).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");

        Assert.Equal(before, await api.RowAsync(id));
    }

    [Fact]
    public async Task Put_WhenIdIsMalformed_IsRefused() =>
        (await EditAsync("x", "Changed")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");

    [Theory]
    [InlineData("""{}""", "required")]
    [InlineData("""{"body": null}""", "required")]
    [InlineData("""{"body": ""}""", "blank")]
    [InlineData("""{"body": " \n"}""", "blank")]
    [InlineData("""{"body": 1}""", "type_invalid")]
    public async Task Put_WhenBodyIsMissingOrMalformed_IsRefused(string json, string errorCode)
    {
        var (_, _, id) = await api.AddConversationAsync();
        var before = await api.RowAsync(id);

        (await api.PutAsync($"/messages/{id}", json)).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/body", errorCode);

        Assert.Equal(before, await api.RowAsync(id));
    }

    [Fact]
    public async Task Put_WhenBodyHas4000Emoji_IsDone()
    {
        var (_, _, id) = await api.AddConversationAsync();
        var body = string.Concat(Enumerable.Repeat("😀", 4000));

        (await EditAsync(id, body)).Expect(HttpStatusCode.OK);

        Assert.Equal(body, await BodyAsync(id));
    }

    [Fact]
    public async Task Put_WhenBodyHas4001Characters_IsRefused()
    {
        var (_, _, id) = await api.AddConversationAsync();
        var before = await api.RowAsync(id);

        (await EditAsync(id, new string('x', 4001))).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/body", "too_long");

        Assert.Equal(before, await api.RowAsync(id));
    }

    [Fact]
    public async Task Put_WithSenderInBody_IgnoresIt()
    {
        var (ann, bob, id) = await api.AddConversationAsync();

        var answer = (await api.PutAsync($"/messages/{id}", new { body = "Changed", sender_id = bob })).Expect(HttpStatusCode.OK);

        Assert.Equal((ann, "Changed"), ((string?)answer.Json["sender_id"], (string?)answer.Json["body"]));
    }

    private async Task<Answer> EditAsync(string id, string body, string? actingAs = null, string? ifMatch = null) => await api.PutAsync(
        $"/messages/{id}", new { body }, actingAs, ifMatch is null ? [] : [await api.IfMatchAsync($"/messages/{id}", ifMatch)]);

    private async Task<string?> BodyAsync(string id) =>
        (string?)await api.QueryAsync("SELECT body FROM messages WHERE conversation_id || '-' || position = @id", ("id", id));
}
