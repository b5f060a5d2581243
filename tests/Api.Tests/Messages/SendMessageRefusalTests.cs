using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

/// <summary>Whatever is refused leaves neither a message nor a conversation behind.</summary>
public sealed class SendMessageRefusalTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_WhenRecipientIsSender_IsRefused()
    {
        var ann = await api.AddUserAsync();

        (await SendAsync(ann, ann)).ExpectProblem(HttpStatusCode.BadRequest, "recipient_is_sender", "/recipient_id", "recipient_is_sender");

        await AssertNothingStoredAsync(ann);
    }

    [Fact]
    public async Task Post_WhenSenderIsUnknown_IsRefused()
    {
        var bob = await api.AddUserAsync();

        (await SendAsync("nobody", bob)).ExpectProblem(HttpStatusCode.NotFound, "user_not_found", "/sender_id", "user_not_found");

        await AssertNothingStoredAsync(bob);
    }

    [Fact]
    public async Task Post_WhenRecipientIsUnknown_IsRefused()
    {
        var ann = await api.AddUserAsync();

        (await SendAsync(ann, "nobody")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found", "/recipient_id", "user_not_found");

        await AssertNothingStoredAsync(ann);
    }

    [Fact]
    public async Task Post_WhenIdDiffersInCase_IsAnUnknownUser()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        (await SendAsync(ann, bob.ToUpperInvariant())).ExpectProblem(HttpStatusCode.NotFound, "user_not_found", "/recipient_id");

        await AssertNothingStoredAsync(ann);
    }

    [Fact]
    public async Task Post_WhenTheActingUserIsUnknown_IsRefused()
    {
        var bob = await api.AddUserAsync();

        (await SendAsync("nobody", bob, actingAs: "nobody"))
            .ExpectProblem(HttpStatusCode.BadRequest, "acting_user_unknown", "/X-User-Id");

        await AssertNothingStoredAsync(bob);
    }

    [Fact]
    public async Task Post_WhenSenderIsDeactivated_IsRefused()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        (await api.DeleteAsync($"/users/{ann}")).Expect(HttpStatusCode.NoContent);

        (await SendAsync(ann, bob)).ExpectProblem(HttpStatusCode.Conflict, "user_deactivated", "/sender_id", "user_deactivated");

        await AssertNothingStoredAsync(ann);
    }

    [Fact]
    public async Task Post_WhenRecipientIsDeactivated_IsRefused()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        (await api.DeleteAsync($"/users/{bob}")).Expect(HttpStatusCode.NoContent);

        (await SendAsync(ann, bob)).ExpectProblem(HttpStatusCode.Conflict, "user_deactivated", "/recipient_id", "user_deactivated");

        await AssertNothingStoredAsync(ann);
    }

    [Fact]
    public async Task Post_WhenRecipientIsDeactivatedMeanwhile_LeavesTheConversationAsItWas()
    {
        var (ann, bob, _) = await api.AddConversationAsync();
        (await api.DeleteAsync($"/users/{bob}")).Expect(HttpStatusCode.NoContent);
        var before = (await api.GetAsync($"/users/{ann}/conversations/{bob}")).Expect(HttpStatusCode.OK).Text;

        (await SendAsync(ann, bob)).ExpectProblem(HttpStatusCode.Conflict, "user_deactivated", "/recipient_id");

        Assert.Equal(before, (await api.GetAsync($"/users/{ann}/conversations/{bob}")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(1L, await api.QueryAsync("SELECT count(*) FROM messages WHERE sender_id = @ann", ("ann", ann)));
    }

    [Fact]
    public async Task Post_WhenAnotherUserActs_IsRefused()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        (await SendAsync(ann, bob, actingAs: bob)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden", "/sender_id", "forbidden");

        await AssertNothingStoredAsync(ann);
    }

    /// <summary>Whoever may not send as a user is not told whether that user exists, either.</summary>
    [Fact]
    public async Task Post_WhenAnotherUserActsForAnUnknownSender_IsForbidden()
    {
        var bob = await api.AddUserAsync();

        (await SendAsync("nobody", bob, actingAs: bob)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden", "/sender_id");

        await AssertNothingStoredAsync(bob);
    }

    [Theory]
    [InlineData("""{"recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "required")]
    [InlineData("""{"sender_id": null, "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "required")]
    [InlineData("""{"sender_id": "", "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "id_invalid")]
    [InlineData("""{"sender_id": "a b", "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "id_invalid")]
    [InlineData("""{"sender_id": "-a", "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "id_invalid")]
    [InlineData("""{"sender_id": "a/b", "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "id_invalid")]
    [InlineData("""{"sender_id": "a\n", "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "id_invalid")]
    [InlineData("""{"sender_id": -1, "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "type_invalid")]
    [InlineData("""{"sender_id": 1.5, "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "type_invalid")]
    [InlineData("""{"sender_id": 1e3, "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "type_invalid")]
    [InlineData("""{"sender_id": true, "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "type_invalid")]
    [InlineData("""{"sender_id": {"id": "a"}, "recipient_id": "RECIPIENT", "body": "Hello"}""", "/sender_id", "type_invalid")]
    [InlineData("""{"sender_id": "SENDER", "body": "Hello"}""", "/recipient_id", "required")]
    [InlineData("""{"sender_id": "SENDER", "recipient_id": null, "body": "Hello"}""", "/recipient_id", "required")]
    [InlineData("""{"sender_id": "SENDER", "recipient_id": "é", "body": "Hello"}""", "/recipient_id", "id_invalid")]
    [InlineData("""{"sender_id": "SENDER", "recipient_id": [1], "body": "Hello"}""", "/recipient_id", "type_invalid")]
    [InlineData("""{"sender_id": "SENDER", "recipient_id": "RECIPIENT"}""", "/body", "required")]
    [InlineData("""{"sender_id": "SENDER", "recipient_id": "RECIPIENT", "body": null}""", "/body", "required")]
    [InlineData("""{"sender_id": "SENDER", "recipient_id": "RECIPIENT", "body": 1}""", "/body", "type_invalid")]
    [InlineData("""{"sender_id": "SENDER", "recipient_id": "RECIPIENT", "body": ""}""", "/body", "blank")]
    [InlineData("""{"sender_id": "SENDER", "recipient_id": "RECIPIENT", "body": " "}""", "/body", "blank")]
    [InlineData("""{"sender_id": "SENDER", "recipient_id": "RECIPIENT", "body": "\t\r\n"}""", "/body", "blank")]
    [InlineData("""{"sender_id": "SENDER", "recipient_id": "RECIPIENT", "body": "\u00a0\u3000\u2003"}""", "/body", "blank")]
    public async Task Post_WhenAMemberIsMissingOrMalformed_IsRefused(string body, string pointer, string errorCode)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var json = body.Replace("SENDER", ann, StringComparison.Ordinal).Replace("RECIPIENT", bob, StringComparison.Ordinal);

        (await api.PostAsync("/messages", json)).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, errorCode);

        await AssertNothingStoredAsync(ann);
        await AssertNothingStoredAsync(bob);
    }

    [Fact]
    public async Task Post_WhenEverythingIsMissing_NamesEveryMember()
    {
        var errors = (await api.PostAsync("/messages", "{}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed").Json["errors"]!.AsArray();

        Assert.Equal(["/body required", "/recipient_id required", "/sender_id required"],
            errors.Select(error => $"{error!["pointer"]} {error["code"]}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(64, HttpStatusCode.NotFound, "user_not_found", "user_not_found")]
    [InlineData(65, HttpStatusCode.BadRequest, "validation_failed", "id_invalid")]
    public async Task Post_WhenAnIdIsLong_IsMalformedAbove64Characters(int length, HttpStatusCode status, string code, string errorCode)
    {
        var ann = await api.AddUserAsync();

        (await SendAsync(ann, new string('9', length))).ExpectProblem(status, code, "/recipient_id", errorCode);

        await AssertNothingStoredAsync(ann);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("😀")]
    public async Task Post_WhenBodyHas4001Characters_IsRefused(string character)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        (await SendAsync(ann, bob, string.Concat(Enumerable.Repeat(character, 4001))))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/body", "too_long");

        await AssertNothingStoredAsync(ann);
    }

    /// <summary>The text is stored as written, white space included, so that white space counts.</summary>
    [Fact]
    public async Task Post_WhenBodyHas4001CharactersWithItsWhiteSpace_IsRefused()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        (await SendAsync(ann, bob, new string('x', 4000) + " "))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/body", "too_long");

        await AssertNothingStoredAsync(ann);
    }

    private Task<Answer> SendAsync(string sender, string recipient, string body = "Hello", string? actingAs = null) =>
        api.PostAsync("/messages", new { sender_id = sender, recipient_id = recipient, body }, actingAs);

    private async Task AssertNothingStoredAsync(string user)
    {
        Assert.Equal(0L, await api.QueryAsync("SELECT count(*) FROM messages WHERE @user IN (sender_id, recipient_id)", ("user", user)));
        Assert.Equal(0L, await api.QueryAsync("SELECT count(*) FROM conversations WHERE @user IN (user_a_id, user_b_id)", ("user", user)));
    }
}
