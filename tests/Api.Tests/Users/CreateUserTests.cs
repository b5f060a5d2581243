using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

public sealed class CreateUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_WithId_CreatesUser()
    {
        var answer = (await api.PostAsync("/users", new { id = "ann", name = "  Ann  ", metadata = new { team = "blue" } }))
            .Expect(HttpStatusCode.Created);

        Assert.Equal("/users/ann", answer.Headers["Location"]);
        Assert.Equal("\"1\"", answer.Tag);
        Assert.Equal("Ann", (string?)answer.Json["name"]);
        Assert.Equal(answer.Text, (await api.GetAsync("/users/ann")).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Post_WhenValid_ReturnsAllMembersOfUser()
    {
        var user = (await api.PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created).Json.AsObject();

        Assert.Equal(["id", "name", "metadata", "status", "created_at", "updated_at"], user.Select(member => member.Key));
        Assert.Equal("active", (string?)user["status"]);
        Assert.Empty(user["metadata"]!.AsObject());
        Assert.Equal((string?)user["created_at"], (string?)user["updated_at"]);
    }

    [Theory]
    [InlineData("""{ "name": "Ann" }""")]
    [InlineData("""{ "id": null, "name": "Ann" }""")]
    public async Task Post_WithoutId_ReturnsUuidVersion7(string body)
    {
        var answer = (await api.PostAsync("/users", body)).Expect(HttpStatusCode.Created);

        var id = (string)answer.Json["id"]!;
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id);
        Assert.Equal($"/users/{id}", answer.Headers["Location"]);
    }

    [Fact]
    public async Task Post_WithoutIdTwice_ReturnsIdsInOrderOfTime()
    {
        var first = (string)(await api.PostAsync("/users", new { name = "First" })).Json["id"]!;
        var second = (string)(await api.PostAsync("/users", new { name = "Second" })).Json["id"]!;

        Assert.True(string.CompareOrdinal(first, second) < 0, $"{first} is not before {second}.");
    }

    [Fact]
    public async Task Post_WhenIdIsTaken_IsRefused()
    {
        var id = await api.AddUserAsync();
        var stored = await api.UserRowAsync(id);

        (await api.PostAsync("/users", new { id, name = "Other" })).ExpectProblem(HttpStatusCode.Conflict, "user_exists");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Fact]
    public async Task Post_WithIdOfDeactivatedUser_IsRefused()
    {
        var id = await api.AddUserAsync();
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        (await api.PostAsync("/users", new { id, name = "Other" })).ExpectProblem(HttpStatusCode.Conflict, "user_exists");

        Assert.Equal("deactivated", (string?)(await api.GetAsync($"/users/{id}")).Json["status"]);
    }

    [Fact]
    public async Task Post_WhenManyUseOneId_CreatesOne()
    {
        var id = $"race-{Guid.NewGuid():N}";

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => api.PostAsync("/users", new { id, name = $"Racer {i}" })));

        var winner = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(answer => answer != winner), answer => answer.ExpectProblem(HttpStatusCode.Conflict, "user_exists"));
        Assert.Equal(winner.Text, (await api.GetAsync($"/users/{id}")).Text);
    }

    [Fact]
    public async Task Post_WhenIdsDifferInCase_CreatesTwoUsers()
    {
        var id = await api.AddUserAsync("Case");

        (await api.PostAsync("/users", new { id = id.Replace("Case", "case", StringComparison.Ordinal), name = "Lower" }))
            .Expect(HttpStatusCode.Created);

        Assert.Equal("Case", (string?)(await api.GetAsync($"/users/{id}")).Json["name"]);
    }

    [Fact]
    public async Task Post_ByUser_IsForbidden()
    {
        var actor = await api.AddUserAsync();
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", new { name = "Other" }, actor)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Fact]
    public async Task Post_WithSeveralInvalidMembers_ReturnsAllErrors()
    {
        var answer = (await api.PostAsync("/users", new { id = "-", name = " ", metadata = new Dictionary<string, string> { [""] = "x" } }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal(
            ["/id id_invalid", "/metadata key_invalid", "/name blank"],
            answer.Json["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Post_WithNonAsciiText_StoresIt()
    {
        const string Name = "Zoë \U0001F642 \u05D0 e\u0301";

        var answer = (await api.PostAsync("/users", new JsonObject { ["name"] = Name }.ToJsonString())).Expect(HttpStatusCode.Created);

        Assert.Equal(Name, (string?)(await api.GetAsync(answer.Headers["Location"])).Json["name"]);
    }
}
