using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

public sealed class ChangeUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Put_WhenValid_ReplacesNameAndMetadata()
    {
        var before = (await api.PostAsync("/users", new { name = "Ann", metadata = new { team = "blue", desk = "4" } })).Json;
        var id = (string)before["id"]!;

        var answer = (await api.PutAsync($"/users/{id}", new { name = " Anna ", metadata = new { team = "red" } }))
            .Expect(HttpStatusCode.OK);

        Assert.Equal("\"2\"", answer.Tag);
        Assert.Equal("Anna", (string?)answer.Json["name"]);
        Assert.Equal("""{"team":"red"}""", answer.Json["metadata"]!.ToJsonString());
        Assert.Equal("active", (string?)answer.Json["status"]);
        Assert.Equal((string?)before["created_at"], (string?)answer.Json["created_at"]);
        Assert.True(string.CompareOrdinal((string?)answer.Json["updated_at"], (string?)before["updated_at"]) >= 0);
        Assert.Equal(answer.Text, (await api.GetAsync($"/users/{id}")).Text);
    }

    [Theory]
    [InlineData("""{ "name": "Ann" }""")]
    [InlineData("""{ "name": "Ann", "metadata": null }""")]
    [InlineData("""{ "name": "Ann", "metadata": {} }""")]
    public async Task Put_WithoutMetadata_RemovesIt(string body)
    {
        var created = (await api.PostAsync("/users", new { name = "Ann", metadata = new { team = "blue" } }))
            .Expect(HttpStatusCode.Created);

        (await api.PutAsync(created.Headers["Location"], body)).Expect(HttpStatusCode.OK);

        Assert.Empty((await api.GetAsync(created.Headers["Location"])).Json["metadata"]!.AsObject());
    }

    [Theory]
    [InlineData("""{ "name": "Ann", "metadata": { "team": "blue", "desk": "4" } }""")]
    [InlineData("""{ "name": "  Ann ", "metadata": { "team": "blue", "desk": "4" } }""")]
    [InlineData("""{ "name": "Ann", "metadata": { "desk": "4", "team": "blue" } }""")]
    public async Task Put_WithSameValues_ChangesNothing(string body)
    {
        var created = (await api.PostAsync("/users", new { name = "Ann", metadata = new { team = "blue", desk = "4" } }))
            .Expect(HttpStatusCode.Created);
        var id = (string)created.Json["id"]!;
        var stored = await api.UserRowAsync(id);

        var answer = (await api.PutAsync($"/users/{id}", body)).Expect(HttpStatusCode.OK);

        Assert.Equal(created.Text, answer.Text);
        Assert.Equal(created.ETag, answer.ETag);
        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Theory]
    [InlineData("""{ "name": "ann", "metadata": { "team": "blue" } }""")]
    [InlineData("""{ "name": "Ann", "metadata": { "Team": "blue" } }""")]
    [InlineData("""{ "name": "Ann", "metadata": { "team": "blue " } }""")]
    [InlineData("""{ "name": "Ann", "metadata": { "team": "blue", "desk": "4" } }""")]
    public async Task Put_WhenOneValueDiffers_ChangesTag(string body)
    {
        var created = (await api.PostAsync("/users", new { name = "Ann", metadata = new { team = "blue" } }))
            .Expect(HttpStatusCode.Created);

        var answer = (await api.PutAsync(created.Headers["Location"], body)).Expect(HttpStatusCode.OK);

        Assert.Equal("\"2\"", answer.Tag);
        Assert.Equal(answer.Text, (await api.GetAsync(created.Headers["Location"])).Text);
    }

    [Fact]
    public async Task Put_WhenUserIsUnknown_IsNotFoundAndCreatesNone()
    {
        (await api.PutAsync("/users/nobody", new { name = "Ann" })).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");

        Assert.Null(await api.UserRowAsync("nobody"));
    }

    [Fact]
    public async Task Put_WhenIdIsMalformed_IsRefused()
    {
        (await api.PutAsync("/users/-a", new { name = "Ann" }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Fact]
    public async Task Put_WhenBodyNamesAnotherId_IsRefused()
    {
        var id = await api.AddUserAsync();
        var stored = await api.UserRowAsync(id);

        (await api.PutAsync($"/users/{id}", new { id = "other", name = "Ann" }))
            .ExpectProblem(HttpStatusCode.BadRequest, "id_mismatch", "/id");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Fact]
    public async Task Put_BySelf_ChangesUser()
    {
        var id = await api.AddUserAsync();

        (await api.PutAsync($"/users/{id}", new { name = "Myself" }, id)).Expect(HttpStatusCode.OK);

        Assert.Equal("Myself", (string?)(await api.GetAsync($"/users/{id}")).Json["name"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"9\"")]
    public async Task Put_ByOtherUser_IsForbidden(string? ifMatch)
    {
        var (id, other) = (await api.AddUserAsync(), await api.AddUserAsync());
        var stored = await api.UserRowAsync(id);

        // A stale tag does not hide the refusal that comes first.
        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, other, ifMatch is null ? [] : [("If-Match", ifMatch)]))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("W/\"2\"")]
    [InlineData("*")]
    public async Task Put_WhenIfMatchNamesTheTag_ChangesTheUser(string ifMatch)
    {
        var id = await AddChangedUserAsync();

        var header = await api.IfMatchAsync($"/users/{id}", ifMatch);
        var answer = (await api.PutAsync($"/users/{id}", new { name = "Third" }, null, header)).Expect(HttpStatusCode.OK);

        Assert.Equal("\"3\"", answer.Tag);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"3\"")]
    [InlineData("\"1\", \"3\"")]
    [InlineData("\"two\"")]
    [InlineData("\"\"")]
    [InlineData("\"-2\"")]
    [InlineData("\"99999999999999999999\"")]
    public async Task Put_WhenIfMatchDoesNotNameTheTag_IsRefused(string ifMatch)
    {
        var id = await AddChangedUserAsync();
        var stored = await api.UserRowAsync(id);

        (await api.PutAsync($"/users/{id}", new { name = "Third" }, null, await api.IfMatchAsync($"/users/{id}", ifMatch)))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Fact]
    public async Task Put_WithSameValuesAndStaleIfMatch_IsRefused()
    {
        var id = await AddChangedUserAsync();

        (await api.PutAsync($"/users/{id}", new { name = "Second" }, null, await api.IfMatchAsync($"/users/{id}", "\"1\"")))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
    }

    [Fact]
    public async Task Put_OfUnknownUserWithIfMatchAny_IsNotFound()
    {
        (await api.PutAsync("/users/nobody", new { name = "Ann" }, null, ("If-Match", "*")))
            .ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
    }

    [Fact]
    public async Task Put_WhenManyUseOneTag_AcceptsOne()
    {
        var id = await api.AddUserAsync();

        var header = await api.IfMatchAsync($"/users/{id}", "\"1\"");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => api.PutAsync($"/users/{id}", new { name = $"Racer {i}" }, null, header)));

        var winner = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(
            answers.Where(answer => answer != winner), answer => answer.ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch"));
        Assert.Equal(winner.Text, (await api.GetAsync($"/users/{id}")).Text);
    }

    [Fact]
    public async Task Put_WhenManyUseNoTag_AcceptsAll()
    {
        var id = await api.AddUserAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => api.PutAsync($"/users/{id}", new { name = $"Racer {i}" })));

        Assert.Equal(
            Enumerable.Range(2, 20).Select(version => $"\"{version}\"").Order(StringComparer.Ordinal),
            answers.Select(answer => answer.Expect(HttpStatusCode.OK).Tag!).Order(StringComparer.Ordinal));
    }

    /// <summary>A user at version 2.</summary>
    private async Task<string> AddChangedUserAsync()
    {
        var id = await api.AddUserAsync();
        (await api.PutAsync($"/users/{id}", new { name = "Second" })).Expect(HttpStatusCode.OK);
        return id;
    }
}
