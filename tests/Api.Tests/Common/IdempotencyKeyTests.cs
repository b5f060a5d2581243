using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>What a key may be, and which requests it speaks of.</summary>
public sealed class IdempotencyKeyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    /// <summary>A key that no other test has.</summary>
    private readonly string key = Guid.NewGuid().ToString();

    [Theory]
    [InlineData("\"\"")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("\" \"")]
    [InlineData("ключ")]
    [InlineData("café")]
    [InlineData("a\u007F")]
    [InlineData("a\u0080")]
    public async Task Post_WhenKeyIsNotVisibleAscii_IsRefused(string invalid)
    {
        var before = await api.CountAsync("users");

        (await PostAsync(new { name = "Ann" }, invalid)).ExpectProblem(HttpStatusCode.BadRequest, "idempotency_key_invalid");

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Theory]
    [InlineData(256, false)]
    [InlineData(256, true)]
    [InlineData(1000, false)]
    public async Task Post_WhenKeyIsTooLong_IsRefused(int length, bool quoted)
    {
        var before = await api.CountAsync("users");

        (await PostAsync(new { name = "Ann" }, Long(length, quoted))).ExpectProblem(HttpStatusCode.BadRequest, "idempotency_key_invalid");

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Theory]
    [InlineData(254, false)]
    [InlineData(255, false)]
    [InlineData(255, true)]
    public async Task Post_WhenKeyHasMaxLength_IsAccepted(int length, bool quoted)
    {
        var first = (await PostAsync(new { name = "Ann" }, Long(length, quoted))).Expect(HttpStatusCode.Created);

        Assert.Equal(first.Text, (await PostAsync(new { name = "Ann" }, Long(length, quoted))).Expect(HttpStatusCode.Created).Text);
    }

    [Theory]
    [InlineData("!")]
    [InlineData("~")]
    [InlineData("a,b;c=\"d\"")]
    public async Task Post_WhenKeyIsVisibleAscii_IsAccepted(string valid)
    {
        var first = (await PostAsync(new { name = "Ann" }, valid)).Expect(HttpStatusCode.Created);

        Assert.Equal(first.Text, (await PostAsync(new { name = "Ann" }, valid)).Expect(HttpStatusCode.Created).Text);
    }

    [Fact]
    public async Task Post_WhenKeyIsGivenTwice_IsRefused()
    {
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", new { name = "Ann" }, null, ("Idempotency-Key", key), ("Idempotency-Key", key)))
            .ExpectProblem(HttpStatusCode.BadRequest, "idempotency_key_invalid");

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Fact]
    public async Task Post_WhenKeyIsQuoted_IsTheSameKey()
    {
        var first = (await PostAsync(new { name = "Ann" }, key)).Expect(HttpStatusCode.Created);

        Assert.Equal(first.Text, (await PostAsync(new { name = "Ann" }, $"\"{key}\"")).Expect(HttpStatusCode.Created).Text);
    }

    [Fact]
    public async Task Post_WhenKeysDifferInCase_AreTwoKeys()
    {
        var first = (await PostAsync(new { name = "Ann" }, "k" + key)).Expect(HttpStatusCode.Created);
        var second = (await PostAsync(new { name = "Ann" }, "K" + key)).Expect(HttpStatusCode.Created);

        Assert.NotEqual((string?)first.Json["id"], (string?)second.Json["id"]);
    }

    [Fact]
    public async Task Post_WithoutKey_RunsEachTime()
    {
        var first = (await api.PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);
        var second = (await api.PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);

        Assert.NotEqual((string?)first.Json["id"], (string?)second.Json["id"]);
        Assert.DoesNotContain("Idempotent-Replayed", second.Headers.Keys);
    }

    [Theory]
    [InlineData("/users", """{"name":"Ben"}""")]
    [InlineData("/users", """{"name":"Ann" }""")]
    [InlineData("/users", "not even JSON")]
    [InlineData("/users?a=b", """{"name":"Ann"}""")]
    [InlineData("/messages", """{"name":"Ann"}""")]
    [InlineData("/services", """{"name":"Ann"}""")]
    [InlineData("/orders", """{"name":"Ann"}""")]
    public async Task Post_WhenKeyWasUsedForAnotherRequest_IsRefused(string path, string body)
    {
        (await api.PostAsync("/users", """{"name":"Ann"}""", null, ("Idempotency-Key", key))).Expect(HttpStatusCode.Created);
        var before = await api.CountAsync("users");

        (await api.PostAsync(path, body, null, ("Idempotency-Key", key)))
            .ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");

        Assert.Equal(before, await api.CountAsync("users"));
        (await api.PostAsync("/users", """{"name":"Ann"}""", null, ("Idempotency-Key", key))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Post_WhenKeyWasUsedAsAnotherUser_IsRefused()
    {
        var (ann, ben) = (await api.AddUserAsync(), await api.AddUserAsync());
        var message = new { sender_id = ann, recipient_id = ben, body = "Hello" };
        (await api.PostAsync("/messages", message, ann, ("Idempotency-Key", key))).Expect(HttpStatusCode.Created);
        var before = await api.CountAsync("messages");

        foreach (var actingAs in new[] { ben, null })
        {
            (await api.PostAsync("/messages", message, actingAs, ("Idempotency-Key", key)))
                .ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        }

        Assert.Equal(before, await api.CountAsync("messages"));
    }

    [Theory]
    [InlineData("not a key")]
    [InlineData("key")]
    public async Task Send_WhenMethodIsNotPost_IgnoresTheKey(string ignored)
    {
        var id = await api.AddUserAsync();
        var records = await api.CountAsync("idempotency_records");

        (await api.PutAsync($"/users/{id}", new { name = "First" }, null, ("Idempotency-Key", ignored))).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/users/{id}", new { name = "Second" }, null, ("Idempotency-Key", ignored))).Expect(HttpStatusCode.OK);
        Assert.Equal("Second", (string?)(await api.GetAsync($"/users/{id}", null, ("Idempotency-Key", ignored))).Json["name"]);
        (await api.DeleteAsync($"/users/{id}", null, ("Idempotency-Key", ignored))).Expect(HttpStatusCode.NoContent);

        Assert.Equal("deactivated", (string?)(await api.GetAsync($"/users/{id}", null, ("Idempotency-Key", ignored))).Json["status"]);
        Assert.Equal(records, await api.CountAsync("idempotency_records"));
    }

    private static string Long(int length, bool quoted) => quoted ? $"\"{new string('q', length)}\"" : new string('k', length);

    private Task<Answer> PostAsync(object body, string withKey) => api.PostAsync("/users", body, null, ("Idempotency-Key", withKey));
}
