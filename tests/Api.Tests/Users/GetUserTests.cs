using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

public sealed class GetUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Get_WhenUserExists_ReturnsItWithTag()
    {
        var created = (await api.PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);

        var answer = (await api.GetAsync(created.Headers["Location"])).Expect(HttpStatusCode.OK);

        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(created.Text, answer.Text);
        Assert.Equal(created.ETag, answer.ETag);
    }

    [Fact]
    public async Task Get_ByOtherUser_ReturnsUser()
    {
        var (id, other) = (await api.AddUserAsync(), await api.AddUserAsync());

        Assert.Equal(id, (string?)(await api.GetAsync($"/users/{id}", other)).Expect(HttpStatusCode.OK).Json["id"]);
    }

    [Fact]
    public async Task Get_WhenUserIsUnknown_IsNotFound()
    {
        (await api.GetAsync("/users/nobody")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
    }

    [Fact]
    public async Task Get_WhenIdDiffersInCase_IsNotFound()
    {
        var id = await api.AddUserAsync("case");

        (await api.GetAsync("/users/" + id.ToUpperInvariant())).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
    }

    [Theory]
    [InlineData("-a")]
    [InlineData("_a")]
    [InlineData("a%20b")]
    [InlineData("a%2Fb")]
    [InlineData("%C3%A4")]
    [InlineData("%FF")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Get_WhenIdIsMalformed_IsRefused(string id)
    {
        (await api.GetAsync($"/users/{id}")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Fact]
    public async Task Get_WhenIdIsBlank_IsRefused()
    {
        (await api.GetAsync("/users/%20")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id");
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"9\", \"1\"")]
    [InlineData("\"9\",W/\"1\",\"8\"")]
    [InlineData("*")]
    public async Task Get_WhenIfNoneMatchNamesTheTag_IsNotModified(string ifNoneMatch)
    {
        var id = await api.AddUserAsync();

        var header = await api.IfNoneMatchAsync($"/users/{id}", ifNoneMatch);
        var answer = (await api.GetAsync($"/users/{id}", null, header)).Expect(HttpStatusCode.NotModified);

        Assert.Equal("", answer.Text);
        Assert.Equal("\"1\"", answer.Tag);
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("\"\"")]
    [InlineData("\"11\"")]
    [InlineData("\"2\", W/\"3\"")]
    public async Task Get_WhenIfNoneMatchDiffers_ReturnsUser(string ifNoneMatch)
    {
        var id = await api.AddUserAsync();

        var header = await api.IfNoneMatchAsync($"/users/{id}", ifNoneMatch);
        var answer = (await api.GetAsync($"/users/{id}", null, header)).Expect(HttpStatusCode.OK);

        Assert.Equal(id, (string?)answer.Json["id"]);
    }

    [Fact]
    public async Task Get_WhenUserChangedSinceTag_ReturnsIt()
    {
        var id = await api.AddUserAsync();
        var changed = (await api.PutAsync($"/users/{id}", new { name = "Changed" })).Expect(HttpStatusCode.OK);

        var header = await api.IfNoneMatchAsync($"/users/{id}", "\"1\"");
        var answer = (await api.GetAsync($"/users/{id}", null, header)).Expect(HttpStatusCode.OK);

        Assert.Equal(changed.Text, answer.Text);
        (await api.GetAsync($"/users/{id}", null, ("If-None-Match", changed.ETag!))).Expect(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Get_OfUnknownUserWithIfNoneMatchAny_IsNotFound()
    {
        (await api.GetAsync("/users/nobody", null, ("If-None-Match", "*"))).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
    }
}
