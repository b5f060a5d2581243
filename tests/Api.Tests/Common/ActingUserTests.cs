using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>The header with which a service acts as a user.</summary>
public sealed class ActingUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a, b")]
    [InlineData("\"a\"")]
    [InlineData("ä")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Send_WhenHeaderIsMalformed_IsRefused(string header)
    {
        var id = await api.AddUserAsync();
        var stored = await api.UserRowAsync(id);

        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, null, ("X-User-Id", header)))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/X-User-Id", "id_invalid");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_WhenHeaderIsRepeated_IsRefused(bool sameUser)
    {
        var (id, other) = (await api.AddUserAsync(), await api.AddUserAsync());
        var stored = await api.UserRowAsync(id);

        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, null, ("X-User-Id", id), ("X-User-Id", sameUser ? id : other)))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/X-User-Id", "id_invalid");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Fact]
    public async Task Send_WhenHeaderNamesTheUser_ActsAsTheUser()
    {
        var (id, other) = (await api.AddUserAsync(), await api.AddUserAsync());

        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, null, ("x-user-id", other)))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, null, ("x-user-id", id))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Send_WhenCaseOfHeaderDiffers_ActsAsAnotherUser()
    {
        var id = await api.AddUserAsync("case");

        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, id.ToUpperInvariant()))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
    }
}
