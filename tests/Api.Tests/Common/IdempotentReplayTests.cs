using System.Net;
using System.Text;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

public sealed class IdempotentReplayTests(ClockFixture api) : IClassFixture<ClockFixture>
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>A key that no other test has.</summary>
    private readonly string key = Guid.NewGuid().ToString();

    [Fact]
    public async Task Post_WhenRepeated_ReplaysResponseAndRunsOnce()
    {
        var id = $"user-{key}";
        var first = (await PostAsync("/users", new { id, name = "Zoë" })).Expect(HttpStatusCode.Created);
        var count = await api.CountAsync("users");

        var second = await PostAsync("/users", new { id, name = "Zoë" });

        ExpectReplay(first, second);
        Assert.Equal(count, await api.CountAsync("users"));
    }

    [Fact]
    public async Task PostMessage_WhenRepeated_SendsOnce()
    {
        var (sender, recipient) = (await api.AddUserAsync(), await api.AddUserAsync());
        var message = new { sender_id = sender, recipient_id = recipient, body = "Hello" };
        var first = (await PostAsync("/messages", message, sender)).Expect(HttpStatusCode.Created);

        ExpectReplay(first, await PostAsync("/messages", message, sender));

        Assert.Single(await api.WalkAsync($"/users/{sender}/conversations/{recipient}/messages", "id", 50));
    }

    [Fact]
    public async Task Post_WhenResourceChanged_ReplaysFirstResponse()
    {
        var id = $"user-{key}";
        var first = (await PostAsync("/users", new { id, name = "Ann" })).Expect(HttpStatusCode.Created);
        (await api.PutAsync($"/users/{id}", new { name = "Changed" })).Expect(HttpStatusCode.OK);

        ExpectReplay(first, await PostAsync("/users", new { id, name = "Ann" }));

        Assert.Equal("Changed", (string?)(await api.GetAsync($"/users/{id}")).Json["name"]);
    }

    [Theory]
    [InlineData("", "/v1")]
    [InlineData("/v1", "")]
    public async Task Post_WhenRepeatedUnderOtherBase_ReplaysResponse(string first, string second)
    {
        var body = new { id = $"user-{key}", name = "Ann" };

        ExpectReplay((await PostAsync($"{first}/users", body)).Expect(HttpStatusCode.Created), await PostAsync($"{second}/users", body));
    }

    [Fact]
    public async Task Post_WhenRefused_CanBeCorrectedWithSameKey()
    {
        var taken = await api.AddUserAsync();
        (await PostAsync("/users", new { id = taken, name = "Ann" })).ExpectProblem(HttpStatusCode.Conflict, "user_exists");
        (await PostAsync("/users", new { name = "" })).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed");
        (await PostAsync("/users", "{")).ExpectProblem(HttpStatusCode.BadRequest, "json_malformed");
        (await PostAsync("/users", new { name = "Ann" }, taken)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await PostAsync("/nothing", new { })).ExpectProblem(HttpStatusCode.NotFound, "route_not_found");

        var corrected = (await PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);

        Assert.DoesNotContain("Idempotent-Replayed", corrected.Headers.Keys);
        ExpectReplay(corrected, await PostAsync("/users", new { name = "Ann" }));
    }

    [Fact]
    public async Task Post_WhenRefused_StoresNoResponse()
    {
        var taken = await api.AddUserAsync();
        var records = await api.CountAsync("idempotency_records");

        (await PostAsync("/users", new { id = taken, name = "Ann" })).ExpectProblem(HttpStatusCode.Conflict, "user_exists");
        var again = (await PostAsync("/users", new { id = taken, name = "Ann" })).ExpectProblem(HttpStatusCode.Conflict, "user_exists");

        Assert.DoesNotContain("Idempotent-Replayed", again.Headers.Keys);
        Assert.Equal(records, await api.CountAsync("idempotency_records"));
    }

    /// <summary>One client that waits for each answer is never told that a request of its own is still being carried out.</summary>
    [Theory]
    [InlineData("replayed", HttpStatusCode.Created, null)]
    [InlineData("refused", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("reused", HttpStatusCode.UnprocessableEntity, "idempotency_key_reused")]
    public async Task Post_WhenRepeatedAtOnce_ReplaysResponse(string outcome, HttpStatusCode status, string? code)
    {
        if (outcome != "refused")
        {
            (await PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);
        }

        for (var i = 0; i < 100; i++)
        {
            var answer = await PostAsync("/users", new { name = outcome switch { "replayed" => "Ann", "refused" => "", _ => "Ben" } });
            Assert.Equal((status, code), (answer.Status, (string?)answer.Json["code"]));
        }
    }

    [Fact]
    public async Task Post_WhenReasonOfRefusalIsGone_Succeeds()
    {
        var (sender, recipient) = (await api.AddUserAsync(), $"later-{key}");
        var message = new { sender_id = sender, recipient_id = recipient, body = "Hello" };
        (await PostAsync("/messages", message)).ExpectProblem(HttpStatusCode.NotFound, "user_not_found", "/recipient_id");
        (await api.PostAsync("/users", new { id = recipient, name = "Later" })).Expect(HttpStatusCode.Created);

        (await PostAsync("/messages", message)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Post_WhenRepeatedConcurrently_RunsOnce()
    {
        var (sender, recipient) = (await api.AddUserAsync(), await api.AddUserAsync());
        var message = new { sender_id = sender, recipient_id = recipient, body = "Hello" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync("/messages", message)));

        var done = answers.Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        Assert.Single(done, answer => !answer.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Single(done.Select(answer => answer.Text).Distinct());
        Assert.All(answers.Except(done), answer =>
        {
            answer.ExpectProblem(HttpStatusCode.Conflict, "idempotency_in_progress");
            Assert.Equal("1", answer.Headers["Retry-After"]);
        });
        Assert.Single(await api.WalkAsync($"/users/{sender}/conversations/{recipient}/messages", "id", 50));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task Post_AfterRetention_RunsAgain(int milliseconds, bool replayed)
    {
        api.Clock.Now = Clocks.Start;
        var first = (await PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);

        api.Clock.Now = Clocks.Start + Retention + TimeSpan.FromMilliseconds(milliseconds);
        var second = (await PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);

        Assert.Equal(replayed, second.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Equal(replayed, first.Text == second.Text);
    }

    [Fact]
    public async Task Post_AfterRetention_AcceptsKeyForOtherRequest()
    {
        api.Clock.Now = Clocks.Start;
        (await PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);
        api.Clock.Now += Retention;
        var ben = (await PostAsync("/users", new { name = "Ben" })).Expect(HttpStatusCode.Created);

        api.Clock.Now += Retention - TimeSpan.FromMilliseconds(1);

        ExpectReplay(ben, await PostAsync("/users", new { name = "Ben" }));
        (await PostAsync("/users", new { name = "Ann" })).ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task Post_WithKey_StoresResponseEncrypted()
    {
        var (text, _) = await SendSecretAsync();

        Assert.Equal(1, await OccurrencesAsync("messages", text));
        Assert.Equal(0, await OccurrencesAsync("idempotency_records", text));
    }

    [Fact]
    public async Task Delete_OfMessageSentWithKey_LeavesItsTextInNoTable()
    {
        var (text, message) = await SendSecretAsync();

        (await api.DeleteAsync(message)).Expect(HttpStatusCode.NoContent);

        var tables = ((string)(await api.QueryAsync("SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'public'"))!)
            .Split(',');
        Assert.Contains("messages", tables);
        foreach (var table in tables)
        {
            Assert.True(await OccurrencesAsync($"\"{table}\"", text) == 0, $"{table} still holds the text.");
        }
    }

    private static void ExpectReplay(Answer first, Answer second)
    {
        second.Expect(first.Status);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.Headers["Content-Type"], second.Headers["Content-Type"]);
        Assert.Equal(first.Headers["Location"], second.Headers["Location"]);
        Assert.Equal(first.ETag, second.ETag);
        Assert.Equal("true", second.Headers["Idempotent-Replayed"]);
        Assert.DoesNotContain("Idempotent-Replayed", first.Headers.Keys);
    }

    private Task<Answer> PostAsync(string path, object body, string? actingAs = null) =>
        api.PostAsync(path, body, actingAs, ("Idempotency-Key", key));

    private async Task<(string Text, string Location)> SendSecretAsync()
    {
        var (sender, recipient) = (await api.AddUserAsync(), await api.AddUserAsync());
        var text = $"secret-{Guid.NewGuid():N}-{Guid.NewGuid():N}";
        var answer = (await PostAsync("/messages", new { sender_id = sender, recipient_id = recipient, body = text }))
            .Expect(HttpStatusCode.Created);
        return (text, answer.Headers["Location"]);
    }

    /// <summary>The rows that hold the text in any column: as text, as bytes, or as Base64 of either, whatever it starts at.</summary>
    private async Task<long> OccurrencesAsync(string table, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        // The middle of the text's Base64, which is the same wherever three bytes begin at the same byte of the text.
        var base64 = Enumerable.Range(0, 3).Select(start => Convert.ToBase64String(bytes.AsSpan(start, 48)));
        string[] spellings = [text, .. base64];
        string[] patterns = [.. spellings, .. spellings.Select(spelling => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(spelling)))];
        return (long)(await api.QueryAsync(
            $"SELECT count(*) FROM {table} AS r WHERE EXISTS (SELECT FROM unnest(@patterns) AS p WHERE position(p IN r::text) > 0)",
            ("patterns", patterns)))!;
    }
}
