using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

/// <summary>Names in both operations that set one. NameTests of the domain has more names.</summary>
public sealed class UserNameTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Emoji = "\U0001F642";

    /// <summary>Sent names of 1 to 100 code points after trimming, and the stored names.</summary>
    public static readonly TheoryData<string, string> Accepted = new()
    {
        { "\u00A0A\t\n", "A" },
        { "\u05D0\u200F", "\u05D0\u200F" },
        { "  " + Repeat("a", 100) + "  ", Repeat("a", 100) },
        { Repeat(Emoji, 100), Repeat(Emoji, 100) },
    };

    /// <summary>Values of the member as JSON, and the error codes.</summary>
    public static readonly TheoryData<string, string> Refused = new()
    {
        { "\"\"", "blank" },
        { "\"\\u200b\\u3164\\u2800\"", "blank" },
        { "\"A\\nB\"", "text_invalid" },
        { "\"A\\u202eB\"", "text_invalid" },
        { "null", "required" },
        { $"\"{Repeat(Emoji, 101)}\"", "too_long" },
        { $"\" {Repeat("a", 50)} {Repeat("a", 50)} \"", "too_long" },
        { "5", "type_invalid" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Post_WithValidName_StoresItTrimmed(string name, string kept)
    {
        var answer = (await api.PostAsync("/users", new { name })).Expect(HttpStatusCode.Created);

        Assert.Equal(kept, (string?)(await api.GetAsync(answer.Headers["Location"])).Json["name"]);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Put_WithValidName_StoresItTrimmed(string name, string kept)
    {
        var id = await api.AddUserAsync();

        (await api.PutAsync($"/users/{id}", new { name })).Expect(HttpStatusCode.OK);

        Assert.Equal(kept, (string?)(await api.GetAsync($"/users/{id}")).Json["name"]);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Post_WithInvalidName_IsRefused(string name, string errorCode)
    {
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", $$"""{ "name": {{name}} }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", errorCode);

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Put_WithInvalidName_IsRefused(string name, string errorCode)
    {
        var id = await api.AddUserAsync();
        var stored = await api.UserRowAsync(id);

        (await api.PutAsync($"/users/{id}", $$"""{ "name": {{name}} }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", errorCode);

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Fact]
    public async Task Post_WithoutName_IsRefused()
    {
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", new JsonObject()))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", "required");

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Fact]
    public async Task Put_WithoutName_IsRefused()
    {
        var id = await api.AddUserAsync();
        var stored = await api.UserRowAsync(id);

        (await api.PutAsync($"/users/{id}", "{}")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", "required");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
