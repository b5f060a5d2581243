using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

public sealed class CreateUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_WhenIdIsChosen_CreatesTheUser()
    {
        var answer = (await api.PostAsync("/users", new { id = "ann", name = "  Ann  ", metadata = new { team = "blue" } })).Expect(HttpStatusCode.Created);

        Assert.Equal("/users/ann", answer.Headers["Location"]);
        Assert.Equal("\"1\"", answer.ETag);
        Assert.Equal("Ann", (string?)answer.Json["name"]);
        Assert.Equal(answer.Text, (await api.GetAsync("/users/ann")).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Post_WhenIdIsTaken_IsRefused()
    {
        var id = await api.AddUserAsync();

        (await api.PostAsync("/users", new { id, name = "Other" })).ExpectProblem(HttpStatusCode.Conflict, "user_exists");

        Assert.Equal("user", await api.QueryAsync("SELECT name FROM users WHERE id = @id", ("id", id)));
    }
}
