using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class GetConversationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Get_WhenTheyWrote_ShowsItAsTheListDoes()
    {
        var (ann, bob, _) = await api.AddConversationAsync();

        foreach (var (user, peer) in new[] { (ann, bob), (bob, ann) })
        {
            var listed = (await api.GetAsync($"/users/{user}/conversations")).Expect(HttpStatusCode.OK).Items()[0]!;
            var answer = (await api.GetAsync($"/users/{user}/conversations/{peer}", user)).Expect(HttpStatusCode.OK);
            Assert.Equal(listed.ToJsonString(), answer.Json.ToJsonString());
            Assert.Equal(peer, answer.Json["peer"]!.Id());
        }
    }

    [Fact]
    public async Task Get_WhenIfNoneMatchNamesTheTag_Answers304()
    {
        var (ann, bob, _) = await api.AddConversationAsync();
        var tag = (await api.GetAsync($"/users/{ann}/conversations/{bob}")).Expect(HttpStatusCode.OK).ETag!;
        Assert.Matches("^\"[0-9a-f]+\"$", tag);

        var answer = (await api.GetAsync($"/users/{ann}/conversations/{bob}", null, ("If-None-Match", tag)))
            .Expect(HttpStatusCode.NotModified);

        Assert.Equal(tag, answer.ETag);
        Assert.Empty(answer.Text);
    }

    /// <summary>Whatever changes what is shown changes the tag.</summary>
    [Theory]
    [InlineData("send")]
    [InlineData("edit")]
    [InlineData("like")]
    [InlineData("delete")]
    [InlineData("read")]
    [InlineData("rename")]
    public async Task Get_WhenSomethingShownChanged_TheTagChanges(string change)
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        var path = $"/users/{bob}/conversations/{ann}";
        var tag = (await api.GetAsync(path)).Expect(HttpStatusCode.OK).ETag!;

        var changed = change switch
        {
            "send" => await api.PostAsync("/messages", new { sender_id = bob, recipient_id = ann, body = "Hello" }),
            "edit" => await api.PutAsync($"/messages/{id}", new { body = "Changed" }),
            "like" => await api.PutAsync($"/messages/{id}/likes/{bob}"),
            "delete" => await api.DeleteAsync($"/messages/{id}"),
            "read" => await api.PutAsync($"{path}/read", new { up_to = id }),
            _ => await api.PutAsync($"/users/{ann}", new { name = "Renamed" }),
        };

        Assert.True(changed.Status < HttpStatusCode.Ambiguous, changed.Text);
        Assert.NotEqual(tag, (await api.GetAsync(path, null, ("If-None-Match", tag))).Expect(HttpStatusCode.OK).ETag);
    }

    [Fact]
    public async Task Get_WhenTheyNeverWrote_IsNotFound()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        (await api.GetAsync($"/users/{ann}/conversations/{bob}")).ExpectProblem(HttpStatusCode.NotFound, "conversation_not_found");
    }

    [Theory]
    [InlineData(true, "/peer_id")]
    [InlineData(false, "/id")]
    public async Task Get_WhenAUserIsUnknown_IsNotFound(bool isPeer, string pointer)
    {
        var ann = await api.AddUserAsync();
        var path = isPeer ? $"/users/{ann}/conversations/nobody" : $"/users/nobody/conversations/{ann}";

        (await api.GetAsync(path)).ExpectProblem(HttpStatusCode.NotFound, "user_not_found", pointer, "user_not_found");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_WhenAnotherUserAsks_IsRefused(bool isPeer)
    {
        var (ann, bob, _) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");

        (await api.GetAsync($"/users/{ann}/conversations/{bob}", isPeer ? bob : eve)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("/users/a%20b/conversations/bob", "/id")]
    [InlineData("/users/ann/conversations/-b", "/peer_id")]
    [InlineData("/users/ann/conversations/-b/messages", "/peer_id")]
    public async Task Get_WhenAnIdIsMalformed_IsRefused(string path, string pointer) =>
        (await api.GetAsync(path)).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, "id_invalid");

    /// <summary>Nobody can write to oneself, so that there is nothing to find.</summary>
    [Fact]
    public async Task Get_WhenTheUserIsThePeer_FindsNothing()
    {
        var (ann, _, id) = await api.AddConversationAsync();
        var path = $"/users/{ann}/conversations/{ann}";

        (await api.GetAsync(path)).ExpectProblem(HttpStatusCode.NotFound, "conversation_not_found");
        (await api.PutAsync($"{path}/read", new { up_to = id })).ExpectProblem(HttpStatusCode.NotFound, "conversation_not_found");
        Assert.Empty((await api.GetAsync($"{path}/messages")).Expect(HttpStatusCode.OK).Items());
        (await api.GetAsync("/users/nobody/conversations/nobody")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found", "/id");
    }
}
