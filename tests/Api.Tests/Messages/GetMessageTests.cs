using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class GetMessageTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Get_WhenAParticipantOrAServiceAsks_AnswersTheSame()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var sent = await api.AddMessageAsync(ann, bob, "Hello");

        foreach (var reader in new[] { null, ann, bob })
        {
            var answer = (await api.GetAsync($"/messages/{sent.Id()}", reader)).Expect(HttpStatusCode.OK);
            Assert.Equal(sent.ToJsonString(), answer.Json.ToJsonString());
            Assert.Equal("\"1\"", answer.Tag);
        }
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("W/\"1\"")]
    [InlineData("*")]
    [InlineData("\"0\", \"1\"")]
    public async Task Get_WhenIfNoneMatchNamesTheTag_Answers304(string tags)
    {
        var (_, _, id) = await api.AddConversationAsync();

        var header = await api.IfNoneMatchAsync($"/messages/{id}", tags);
        var answer = (await api.GetAsync($"/messages/{id}", null, header)).Expect(HttpStatusCode.NotModified);

        Assert.Equal("\"1\"", answer.Tag);
        Assert.Empty(answer.Text);
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("\"1.s\"")]
    public async Task Get_WhenIfNoneMatchNamesAnotherTag_AnswersTheMessage(string tags)
    {
        var (_, _, id) = await api.AddConversationAsync();

        var header = await api.IfNoneMatchAsync($"/messages/{id}", tags);
        var answer = (await api.GetAsync($"/messages/{id}", null, header)).Expect(HttpStatusCode.OK);

        Assert.Equal(id, answer.Json.Id());
    }

    [Fact]
    public async Task Get_WhenEdited_TheTagChanges()
    {
        var (_, _, id) = await api.AddConversationAsync();
        (await api.PutAsync($"/messages/{id}", new { body = "Changed" })).Expect(HttpStatusCode.OK);

        var header = await api.IfNoneMatchAsync($"/messages/{id}", "\"1\"");
        var answer = (await api.GetAsync($"/messages/{id}", null, header)).Expect(HttpStatusCode.OK);

        Assert.Equal("\"2\"", answer.Tag);
    }

    [Fact]
    public async Task Get_WhenLiked_TheTagChangesAndGoesBackWithTheLike()
    {
        var (ann, bob, id) = await api.AddConversationAsync();

        (await api.PutAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.Created);
        var header = await api.IfNoneMatchAsync($"/messages/{id}", "\"1\"");
        Assert.Equal("\"1.r\"", (await api.GetAsync($"/messages/{id}", null, header)).Expect(HttpStatusCode.OK).Tag);

        (await api.PutAsync($"/messages/{id}/likes/{ann}")).Expect(HttpStatusCode.Created);
        header = await api.IfNoneMatchAsync($"/messages/{id}", "\"1.r\"");
        Assert.Equal(
            "\"1.rs\"", (await api.GetAsync($"/messages/{id}", null, header)).Expect(HttpStatusCode.OK).Tag);

        (await api.DeleteAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/messages/{id}/likes/{ann}")).Expect(HttpStatusCode.NoContent);
        header = await api.IfNoneMatchAsync($"/messages/{id}", "\"1\"");
        (await api.GetAsync($"/messages/{id}", null, header)).Expect(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Get_WhenUnknown_IsNotFound() =>
        (await api.GetAsync($"/messages/{MessageSteps.UnknownMessage}")).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");

    [Fact]
    public async Task Get_WhenDeleted_IsNotFoundForAnybody()
    {
        var (ann, bob, id) = await api.AddConversationAsync();
        await api.DeleteMessageAsync(id);

        foreach (var reader in new[] { null, ann, bob })
        {
            (await api.GetAsync($"/messages/{id}", reader)).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");
        }
    }

    [Fact]
    public async Task Get_WhenAStrangerAsks_IsNotFound()
    {
        var (_, _, id) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");

        (await api.GetAsync($"/messages/{id}", eve)).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");
    }

    /// <summary>A 304 would tell a stranger that the message exists.</summary>
    [Fact]
    public async Task Get_WhenAStrangerAsksWithIfNoneMatch_IsNotFound()
    {
        var (_, _, id) = await api.AddConversationAsync();
        var eve = await api.AddUserAsync("eve");

        (await api.GetAsync($"/messages/{id}", eve, ("If-None-Match", "*"))).ExpectProblem(HttpStatusCode.NotFound, "message_not_found");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1")]
    [InlineData("01900000-0000-7000-8000-000000000000")]
    [InlineData("01900000-0000-7000-8000-000000000000-0")]
    [InlineData("01900000-0000-7000-8000-000000000000-01")]
    [InlineData("01900000-0000-7000-8000-000000000000-9223372036854775808")]
    [InlineData("01900000-0000-7000-8000-00000000000g-1")]
    [InlineData("01900000-0000-7000-8000-00000000000A-1")]
    [InlineData("%2001900000-0000-7000-8000-000000000000-1")]
    [InlineData("01900000-0000-7000-8000-000000000000-1%20")]
    public async Task Get_WhenIdIsMalformed_IsRefused(string id) =>
        (await api.GetAsync($"/messages/{id}")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");

    [Fact]
    public async Task Get_WhenIdIsInUpperCase_IsRefused()
    {
        var (_, _, id) = await api.AddConversationAsync();

        (await api.GetAsync($"/messages/{id.ToUpperInvariant()}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }
}
