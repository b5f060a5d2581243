using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class SendMessageTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_WhenBothUsersAreActive_AnswersTheWholeMessage()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        var message = (await SendAsync(ann, bob, "Hello")).Json.AsObject();

        Assert.Equal(
            [
                "body", "conversation_id", "created_at", "deleted_at", "edited_at", "id", "liked_by", "position", "recipient_id",
                "sender_id",
            ],
            message.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal($"{message["conversation_id"]}-1", (string?)message["id"]);
        Assert.Equal(1, (int)message["position"]!);
        Assert.Equal(ann, (string?)message["sender_id"]);
        Assert.Equal(bob, (string?)message["recipient_id"]);
        Assert.Equal("Hello", (string?)message["body"]);
        Assert.Empty(message["liked_by"]!.AsArray());
        Assert.Null(message["edited_at"]);
        Assert.Null(message["deleted_at"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)message["created_at"]!);
    }

    [Fact]
    public async Task Post_WhenSent_IsStoredAsAnswered()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        var answer = await SendAsync(ann, bob, "Hello");

        Assert.Equal(answer.Text, (await api.GetAsync($"/messages/{answer.Json.Id()}")).Expect(HttpStatusCode.OK).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    public async Task Post_WhenSent_NamesAddressAndTag(string root)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        var answer = (await api.PostAsync($"{root}/messages", new { sender_id = ann, recipient_id = bob, body = "Hello" }))
            .Expect(HttpStatusCode.Created);

        Assert.Equal($"{root}/messages/{answer.Json.Id()}", answer.Headers["Location"]);
        Assert.Equal("\"1\"", answer.Tag);
        Assert.Equal(answer.ETag, (await api.GetAsync(answer.Headers["Location"])).Expect(HttpStatusCode.OK).ETag);
    }

    [Fact]
    public async Task Post_WhenSent_IdIsAUuidOfVersion7()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        var id = (await SendAsync(ann, bob, "Hello")).Json.Id();

        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}-1$", id);
    }

    [Fact]
    public async Task Post_WhenSentOneAfterAnother_PositionsCountFromOne()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        var ids = await api.AddMessagesAsync(ann, bob, 20);

        Assert.Equal(Enumerable.Range(1, 20), ids.Select(id => int.Parse(id[37..], null)));
        Assert.Single(ids.Select(id => id[..36]).Distinct());
    }

    [Fact]
    public async Task Post_WhenSentInBothDirections_IsOneConversation()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        var there = await api.AddMessageAsync(ann, bob);
        var back = await api.AddMessageAsync(bob, ann);

        Assert.Equal((string?)there["conversation_id"], (string?)back["conversation_id"]);
        Assert.Equal(1L, await api.QueryAsync("SELECT count(*) FROM conversations WHERE user_a_id IN (@a, @b)", ("a", ann), ("b", bob)));
    }

    [Fact]
    public async Task Post_WhenSentToAnother_IsAnotherConversation()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var eve = await api.AddUserAsync("eve");

        var toBob = await api.AddMessageAsync(ann, bob);
        var toEve = await api.AddMessageAsync(ann, eve);

        Assert.NotEqual((string?)toBob["conversation_id"], (string?)toEve["conversation_id"]);
    }

    [Fact]
    public async Task Post_WhenTheSenderActs_IsSent()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        var answer = (await api.PostAsync("/messages", new { sender_id = ann, recipient_id = bob, body = "Hello" }, ann))
            .Expect(HttpStatusCode.Created);

        Assert.NotNull(await api.RowAsync(answer.Json.Id()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3999)]
    [InlineData(4000)]
    public async Task Post_WhenBodyHasUpTo4000Characters_IsSent(int length)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var body = new string('x', length);

        Assert.Equal(body, (string?)(await SendAsync(ann, bob, body)).Json["body"]);
    }

    [Fact]
    public async Task Post_WhenBodyHas4000Emoji_IsSent()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var body = string.Concat(Enumerable.Repeat("😀", 4000));

        var id = (await SendAsync(ann, bob, body)).Json.Id();

        Assert.Equal(body, await StoredAsync(id));
    }

    [Theory]
    [InlineData("  two spaces before and after  ")]
    [InlineData("\tline\r\nline\n\n")]
    [InlineData(" .")]
    [InlineData("e\u0301 is not \u00e9")]
    [InlineData("\"quoted\" \\ <b> & 'single' ; -- %")]
    public async Task Post_WhenBodyHasWhiteSpaceOrSigns_KeepsItAsWritten(string body)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        var message = (await SendAsync(ann, bob, body)).Json;

        Assert.Equal(body, (string?)message["body"]);
        Assert.Equal(body, await StoredAsync(message.Id()));
    }

    [Fact]
    public async Task Post_WhenIdsAreJsonNumbers_KeepsThemAsTheirDigits()
    {
        const string ann = "7001";
        const string bob = "8001";
        (await api.PostAsync("/users", $$"""{"id": {{ann}}, "name": "Ann"}""")).Expect(HttpStatusCode.Created);
        (await api.PostAsync("/users", $$"""{"id": {{bob}}, "name": "Bob"}""")).Expect(HttpStatusCode.Created);

        var answer = (await api.PostAsync("/messages", $$"""{"sender_id": {{ann}}, "recipient_id": {{bob}}, "body": "Hello"}"""))
            .Expect(HttpStatusCode.Created);

        Assert.Equal(ann, (string?)answer.Json["sender_id"]);
        Assert.Equal(bob, (string?)answer.Json["recipient_id"]);
    }

    private async Task<string?> StoredAsync(string id) =>
        (string?)await api.QueryAsync("SELECT body FROM messages WHERE conversation_id || '-' || position = @id", ("id", id));

    private async Task<Answer> SendAsync(string sender, string recipient, string body) =>
        (await api.PostAsync("/messages", new { sender_id = sender, recipient_id = recipient, body })).Expect(HttpStatusCode.Created);
}
