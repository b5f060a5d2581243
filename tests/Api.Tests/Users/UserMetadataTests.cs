using System.Net;
using System.Text.Json;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

/// <summary>What metadata may be, in creating and in changing.</summary>
public sealed class UserMetadataTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Emoji = "\U0001F642";

    public static readonly TheoryData<string> Accepted = new(
        "{}",
        Pairs(50),
        Pair("k", ""),
        Pair("k", " \n "),
        Pair("k", Repeat("v", 1000)),
        Pair("k", Repeat(Emoji, 1000)),
        Pair(Repeat("k", 64), "v"),
        Pair(Repeat(Emoji, 64), "v"),
        Pair(" ", "v"),
        Pair("a/b~c.d'e[f]\"g\\h", "v"),
        """{"b":"1","B":"2","a":"3"}""");

    /// <summary>The member as JSON, where the refusal points to, and how it is refused.</summary>
    public static readonly TheoryData<string, string, string> Refused = new()
    {
        { Pairs(51), "/metadata", "too_many" },
        { Pair("", "v"), "/metadata", "key_invalid" },
        { Pair(Repeat("k", 65), "v"), "/metadata", "key_invalid" },
        { Pair(Repeat(Emoji, 65), "v"), "/metadata", "key_invalid" },
        { Pair("k", Repeat("v", 1001)), "/metadata/k", "too_long" },
        { Pair("a/b~c", Repeat("v", 1001)), "/metadata/a~1b~0c", "too_long" },
        { Pair("k", Repeat(Emoji, 1001)), "/metadata/k", "too_long" },
        { """{"k":null}""", "/metadata/k", "required" },
        { """{"k":1}""", "/metadata/k", "type_invalid" },
        { """{"k":true}""", "/metadata/k", "type_invalid" },
        { """{"k":{}}""", "/metadata/k", "type_invalid" },
        { """{"k":["v"]}""", "/metadata/k", "type_invalid" },
        { """{"odd name":1}""", "/metadata/odd name", "type_invalid" },
        { """{"a.b":1}""", "/metadata/a.b", "type_invalid" },
        { """{"a/b":1}""", "/metadata/a~1b", "type_invalid" },
        { """{"a[0]":1}""", "/metadata/a[0]", "type_invalid" },
        { """{"it's":1}""", "/metadata/it's", "type_invalid" },
        { "[]", "/metadata", "type_invalid" },
        { "\"text\"", "/metadata", "type_invalid" },
        { "5", "/metadata", "type_invalid" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Post_WithValidMetadata_StoresIt(string metadata)
    {
        var answer = (await api.PostAsync("/users", $$"""{ "name": "Ann", "metadata": {{metadata}} }""")).Expect(HttpStatusCode.Created);

        Assert.Equal(PairsOf(metadata), await StoredAsync(answer.Headers["Location"]));
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Put_WithValidMetadata_StoresIt(string metadata)
    {
        var id = await api.AddUserAsync();

        (await api.PutAsync($"/users/{id}", $$"""{ "name": "Ann", "metadata": {{metadata}} }""")).Expect(HttpStatusCode.OK);

        Assert.Equal(PairsOf(metadata), await StoredAsync($"/users/{id}"));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Post_WithInvalidMetadata_IsRefused(string metadata, string pointer, string errorCode)
    {
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", $$"""{ "name": "Ann", "metadata": {{metadata}} }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, errorCode);

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Put_WithInvalidMetadata_IsRefused(string metadata, string pointer, string errorCode)
    {
        var id = await api.AddUserAsync();
        var stored = await api.UserRowAsync(id);

        (await api.PutAsync($"/users/{id}", $$"""{ "name": "Ann", "metadata": {{metadata}} }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, errorCode);

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Fact]
    public async Task Post_WithNullMetadata_StoresNone()
    {
        var answer = (await api.PostAsync("/users", """{ "name": "Ann", "metadata": null }""")).Expect(HttpStatusCode.Created);

        Assert.Empty(answer.Json["metadata"]!.AsObject());
    }

    private async Task<IEnumerable<(string, string)>> StoredAsync(string path) =>
        PairsOf((await api.GetAsync(path)).Expect(HttpStatusCode.OK).Json["metadata"]!.ToJsonString());

    /// <summary>The pairs in the order in which they are written.</summary>
    private static List<(string Key, string Value)> PairsOf(string metadata)
    {
        using var document = JsonDocument.Parse(metadata);
        return [.. document.RootElement.EnumerateObject().Select(pair => (pair.Name, pair.Value.GetString()!))];
    }

    private static string Pair(string key, string value) => JsonSerializer.Serialize(new Dictionary<string, string> { [key] = value });

    /// <summary>So many pairs, written in descending order, which is nobody's default.</summary>
    private static string Pairs(int count) =>
        JsonSerializer.Serialize(Enumerable.Range(0, count).Reverse().ToDictionary(i => $"key{i:00}", i => $"value {i}"));

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
