using System.Net;
using System.Text;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>How strictly bodies are read.</summary>
public sealed class JsonBodyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""[{ "name": "Ann" }]""")]
    [InlineData("\"Ann\"")]
    [InlineData("5")]
    [InlineData("true")]
    [InlineData("Ann")]
    [InlineData("{")]
    [InlineData("""{ "name": "Ann" """)]
    [InlineData("""{ "name": "An""")]
    [InlineData("""{ "name": """)]
    [InlineData("""{ "name": "Ann", }""")]
    [InlineData("""{ "name": "Ann", "metadata": { "a": "b", } }""")]
    [InlineData("""{ name: "Ann" }""")]
    [InlineData("{ 'name': 'Ann' }")]
    [InlineData("""{ "name": "Ann" } // no comment""")]
    [InlineData("""{ /* no comment */ "name": "Ann" }""")]
    [InlineData("""{ "name": "Ann" } x""")]
    [InlineData("""{ "name": "Ann" }{ "name": "Ben" }""")]
    [InlineData("""{ "name": "A\qnn" }""")]
    [InlineData("""{ "name": "A\u12" }""")]
    [InlineData("{ \"name\": \"A\tnn\" }")]
    [InlineData("""{ "name": "Ann", "id": NaN }""")]
    [InlineData("""{ "name" "Ann" }""")]
    public async Task Post_WhenBodyIsNotAJsonObject_IsRefused(string body)
    {
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", body)).ExpectProblem(HttpStatusCode.BadRequest, "json_malformed");

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Theory]
    [InlineData("""{ "name": "Ann", "nick": "A" }""", "/nick")]
    [InlineData("""{ "nick": "A" }""", "/nick")]
    [InlineData("""{ "name": "Ann", "Name": "Ann" }""", "/Name")]
    [InlineData("""{ "Name": "Ann" }""", "/Name")]
    [InlineData("""{ "name": "Ann", "meta_data": {} }""", "/meta_data")]
    [InlineData("""{ "name": "Ann", "status": "active" }""", "/status")]
    [InlineData("""{ "name": "Ann", "created_at": null }""", "/created_at")]
    [InlineData("""{ "name": "Ann", "": 1 }""", "/")]
    [InlineData("""{ "name": "Ann", "a.b": 1 }""", "/a.b")]
    [InlineData("""{ "name": "Ann", "a/b~c": 1 }""", "/a~1b~0c")]
    [InlineData("""{ "name": "Ann", "$type": "x" }""", "/$type")]
    public async Task Post_WhenMemberIsUnknown_IsRefused(string body, string pointer)
    {
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", body)).ExpectProblem(HttpStatusCode.BadRequest, "unknown_field", pointer, "unknown_field");

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Theory]
    [InlineData("""{ "name": "Ann", "name": "Ben" }""", "/name")]
    [InlineData("""{ "name": "Ann", "name": "Ann" }""", "/name")]
    [InlineData("""{ "name": "Ann", "n\u0061me": "Ben" }""", "/name")]
    [InlineData("""{ "id": "a", "name": "Ann", "id": 5 }""", "/id")]
    [InlineData("""{ "name": "Ann", "metadata": {}, "metadata": null }""", "/metadata")]
    [InlineData("""{ "name": "Ann", "metadata": { "a": "1", "b": "2", "a": "3" } }""", "/metadata/a")]
    public async Task Post_WhenMemberIsGivenTwice_IsRefused(string body, string pointer)
    {
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", body)).ExpectProblem(HttpStatusCode.BadRequest, "duplicate_field", pointer, "duplicate_field");

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Theory]
    [InlineData("sender_id", "true")]
    [InlineData("sender_id", "1.5")]
    [InlineData("recipient_id", "[]")]
    [InlineData("body", "5")]
    [InlineData("body", "false")]
    [InlineData("body", "{}")]
    [InlineData("body", "[\"Hello\"]")]
    public async Task Post_WhenMemberHasWrongType_PointsToIt(string member, string value)
    {
        var others = new[] { "sender_id", "recipient_id", "body" }.Where(other => other != member).Select(other => $"\"{other}\":\"text\"");

        (await api.PostAsync("/messages", $"{{{string.Join(',', others)},\"{member}\":{value}}}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/" + member, "type_invalid");
    }

    [Theory]
    [InlineData("""{ "name": "A\u0000nn" }""", "/name")]
    [InlineData("""{ "name": "Ann", "id": "\u0000" }""", "/id")]
    [InlineData("""{ "name": "Ann", "metadata": { "k": "a\u0000" } }""", "/metadata")]
    [InlineData("""{ "name": "Ann", "metadata": { "k\u0000": "a" } }""", "/metadata")]
    [InlineData("""{ "name": "A\ud83dnn" }""", "/name")]
    [InlineData("""{ "name": "A\ude42" }""", "/name")]
    [InlineData("""{ "name": "\ude42\ud83d" }""", "/name")]
    [InlineData("""{ "name": "Ann", "metadata": { "k": "\ud83d" } }""", "/metadata")]
    [InlineData("""{ "name": "Ann", "metadata": { "\ud83d": "v" } }""", "/metadata")]
    public async Task Post_WhenTextIsInvalidUnicode_IsRefused(string body, string pointer)
    {
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", body)).ExpectProblem(HttpStatusCode.BadRequest, "text_invalid", pointer);

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Theory]
    [InlineData("FF")]
    [InlineData("C3")]
    [InlineData("C080")]
    [InlineData("EDA080")]
    [InlineData("F4908080")]
    [InlineData("80")]
    [InlineData("5C6E FF")]
    public async Task Post_WhenBytesAreNotUtf8_IsRefused(string hex)
    {
        var before = await api.CountAsync("users");
        byte[] body = [.. "{\"name\":\"A"u8, .. Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), .. "\"}"u8];

        var answer = await api.Client.SendContentAsync(HttpMethod.Post, "/users", RawRequests.Bytes(body));

        answer.ExpectProblem(HttpStatusCode.BadRequest, "text_invalid", "/name");
        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Fact]
    public async Task Post_WithEscapedSurrogatePair_IsAccepted()
    {
        var answer = (await api.PostAsync("/users", """{ "n\u0061me": "\ud83d\ude42" }""")).Expect(HttpStatusCode.Created);

        Assert.Equal("\U0001F642", (string?)answer.Json["name"]);
    }

    [Fact]
    public async Task Post_AtMaxNestingDepth_IsRead()
    {
        var nested = new string('[', 31) + new string(']', 31);

        (await api.PostAsync("/users", $$"""{ "name": "Ann", "id": {{nested}} }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "type_invalid");
    }

    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100_000)]
    public async Task Post_WhenBodyIsNestedTooDeeply_IsRefused(int depth)
    {
        var nested = new StringBuilder().Insert(0, "[", depth).Append(']', depth);

        (await api.PostAsync("/users", $$"""{ "name": "Ann", "id": {{nested}} }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, "json_malformed");
    }

    [Fact]
    public async Task Put_WhenBodyIsNotAJsonObject_IsRefused()
    {
        var id = await api.AddUserAsync();
        var stored = await api.UserRowAsync(id);

        (await api.PutAsync($"/users/{id}", "[]")).ExpectProblem(HttpStatusCode.BadRequest, "json_malformed");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }
}
