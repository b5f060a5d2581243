using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Concurrency;

public sealed class RetryStormTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task PostMessage_WhenRepeatedConcurrentlyWithOneKey_SendsOnce()
    {
        var (sender, recipient) = (await api.AddUserAsync(), await api.AddUserAsync());

        var answers = await RepeatAsync("/messages", new { sender_id = sender, recipient_id = recipient, body = "Once" });

        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Single(answers.Select(answer => (answer.ETag, answer.Headers["Location"])).Distinct());
        Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Equal(1L, await api.QueryAsync("SELECT count(*) FROM messages WHERE sender_id = @sender", ("sender", sender)));
    }

    [Fact]
    public async Task PostUser_WhenRepeatedConcurrentlyWithOneKey_NeverConflictsWithItself()
    {
        var id = $"user-{Guid.NewGuid():N}";

        var answers = await RepeatAsync("/users", new { id, name = "Once" });

        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotent-Replayed"));
    }

    [Fact]
    public async Task PostMessage_WhenDifferentRequestsShareOneKey_SendsOne()
    {
        var (sender, recipient) = (await api.AddUserAsync(), await api.AddUserAsync());
        var key = Guid.NewGuid().ToString();

        var answers = await Crowd.RushAsync(client => api.PostAsync(
            "/messages", new { sender_id = sender, recipient_id = recipient, body = $"Number {client}" },
            headers: ("Idempotency-Key", key)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        foreach (var refused in answers.Where(answer => answer.Status != HttpStatusCode.Created))
        {
            if (refused.Status == HttpStatusCode.Conflict)
            {
                refused.ExpectProblem(HttpStatusCode.Conflict, "idempotency_in_progress");
            }
            else
            {
                refused.ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
            }
        }

        Assert.Equal(1L, await api.QueryAsync("SELECT count(*) FROM messages WHERE sender_id = @sender", ("sender", sender)));
    }

    [Fact]
    public async Task PostMessage_WhenReplayedRepeatedly_IsNeverInProgress()
    {
        var (sender, recipient) = (await api.AddUserAsync(), await api.AddUserAsync());
        var key = Guid.NewGuid().ToString();

        for (var turn = 0; turn < 200; turn++)
        {
            // Nothing runs under the key any more once the answer before is here.
            var answer = await api.PostAsync(
                "/messages", new { sender_id = sender, recipient_id = recipient, body = "Once" }, headers: ("Idempotency-Key", key));
            Assert.Equal(turn > 0, answer.Expect(HttpStatusCode.Created).Headers.ContainsKey("Idempotent-Replayed"));
        }
    }

    [Fact]
    public async Task PostMessage_WhenRefusedRequestIsRepeated_KeepsReason()
    {
        var (sender, key) = (await api.AddUserAsync(), Guid.NewGuid().ToString());

        for (var turn = 0; turn < 200; turn++)
        {
            (await api.PostAsync(
                "/messages", new { sender_id = sender, recipient_id = "nobody", body = "Hello" }, headers: ("Idempotency-Key", key)))
                .ExpectProblem(HttpStatusCode.NotFound, "user_not_found", "/recipient_id");
        }
    }

    /// <summary>
    /// Sends one request from every client at once. Clients that arrive while the request is in progress retry. All must end with 201.
    /// </summary>
    private async Task<List<Answer>> RepeatAsync(string path, object body)
    {
        var key = Guid.NewGuid().ToString();
        Task<Answer> PostAsync() => api.PostAsync(path, body, headers: ("Idempotency-Key", key));

        var first = await Crowd.RushAsync(_ => PostAsync());
        var answers = first.Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        Assert.NotEmpty(answers);
        foreach (var early in first.Where(answer => answer.Status != HttpStatusCode.Created))
        {
            Assert.Equal("1", early.ExpectProblem(HttpStatusCode.Conflict, "idempotency_in_progress").Headers["Retry-After"]);
            answers.Add((await PostAsync()).Expect(HttpStatusCode.Created));
        }

        Assert.Equal(Crowd.Size, answers.Count);
        return answers;
    }
}
