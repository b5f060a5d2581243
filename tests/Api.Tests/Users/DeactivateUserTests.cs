using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

public sealed class DeactivateUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Delete_WhenUserIsActive_DeactivatesIt()
    {
        var id = await api.AddUserAsync();

        var answer = (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("", answer.Text);
        var user = (await api.GetAsync($"/users/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal("deactivated", (string?)user.Json["status"]);
        Assert.Equal("user", (string?)user.Json["name"]);
        Assert.Equal("\"2\"", user.Tag);
    }

    [Fact]
    public async Task Delete_WhenUserIsDeactivated_ChangesNothing()
    {
        var id = await api.AddUserAsync();
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);
        var stored = await api.UserRowAsync(id);

        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Fact]
    public async Task Delete_WithMessagesOfUser_KeepsThemReadable()
    {
        var (id, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        var message = await api.AddMessageAsync(id, peer);

        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("Hello", (string?)(await api.GetAsync($"/messages/{message["id"]}", peer)).Expect(HttpStatusCode.OK).Json["body"]);
        Assert.Equal("Hello", (string?)(await api.GetAsync($"/messages/{message["id"]}", id)).Expect(HttpStatusCode.OK).Json["body"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_Always_PreventsMessagesToAndFromUser(bool asSender)
    {
        var (id, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);
        var before = await api.CountAsync("messages");

        (await api.PostAsync("/messages", new { sender_id = asSender ? id : peer, recipient_id = asSender ? peer : id, body = "Hello" }))
            .ExpectProblem(HttpStatusCode.Conflict, "user_deactivated", asSender ? "/sender_id" : "/recipient_id");

        Assert.Equal(before, await api.CountAsync("messages"));
    }

    [Fact]
    public async Task Delete_BySelf_DeactivatesUser()
    {
        var id = await api.AddUserAsync();

        (await api.DeleteAsync($"/users/{id}", id)).Expect(HttpStatusCode.NoContent);

        Assert.Equal("deactivated", (string?)(await api.GetAsync($"/users/{id}")).Json["status"]);
    }

    [Fact]
    public async Task Delete_ByOtherUser_IsForbidden()
    {
        var (id, other) = (await api.AddUserAsync(), await api.AddUserAsync());
        var stored = await api.UserRowAsync(id);

        (await api.DeleteAsync($"/users/{id}", other)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Fact]
    public async Task Delete_WhenUserIsUnknown_IsNotFound()
    {
        (await api.DeleteAsync("/users/nobody")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
    }

    [Fact]
    public async Task Delete_WhenIdIsMalformed_IsRefused()
    {
        (await api.DeleteAsync("/users/_a")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("*")]
    public async Task Delete_WhenIfMatchNamesTheTag_DeactivatesTheUser(string ifMatch)
    {
        var id = await api.AddUserAsync();

        (await api.DeleteAsync($"/users/{id}", null, await api.IfMatchAsync($"/users/{id}", ifMatch))).Expect(HttpStatusCode.NoContent);

        Assert.Equal("deactivated", (string?)(await api.GetAsync($"/users/{id}")).Json["status"]);
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("W/\"2\"")]
    public async Task Delete_WhenIfMatchDoesNotNameTheTag_IsRefused(string ifMatch)
    {
        var id = await api.AddUserAsync();
        var stored = await api.UserRowAsync(id);

        (await api.DeleteAsync($"/users/{id}", null, await api.IfMatchAsync($"/users/{id}", ifMatch)))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }
}
