using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>Requests that take too long, because a test holds a lock on what they need.</summary>
public sealed class RequestTimeoutTests(TestDatabases databases)
{
    [Fact]
    public async Task Send_BeyondTimeout_IsCanceledAndWritesNothing()
    {
        // Two connections, each of which is needed again.
        await using var api = await StartAsync("Maximum Pool Size=2");
        var ann = await api.AddUserAsync();
        var before = await api.UserRowAsync(ann);
        await using (await api.LockAsync("users"))
        {
            for (var round = 0; round < 2; round++)
            {
                var read = await api.GetAsync($"/users/{ann}");
                var added = await api.PostAsync("/users", new { id = "ben", name = "Ben" });
                var changed = await api.PutAsync($"/users/{ann}", new { name = "Changed" });

                Assert.All([read, added, changed], ExpectTimedOut);
            }
        }

        await api.UntilIdleAsync();
        Assert.Equal(before, await api.UserRowAsync(ann));
        Assert.Null(await api.UserRowAsync("ben"));
        (await UntilInTimeAsync(() => api.GetAsync($"/users/{ann}"))).Expect(HttpStatusCode.OK);
        (await UntilInTimeAsync(() => api.GetAsync("/users"))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_BeyondTimeoutWithKey_CanBeRetriedWithSameKey()
    {
        await using var api = await StartAsync("Maximum Pool Size=10");
        (string, string) key = ("Idempotency-Key", "slow");
        await using (await api.LockAsync("users"))
        {
            ExpectTimedOut(await api.PostAsync("/users", new { name = "Ann" }, null, key));
        }

        await api.UntilIdleAsync();
        Assert.Equal(0, await api.CountAsync("users"));
        var first = (await UntilInTimeAsync(() => api.PostAsync("/users", new { name = "Ann" }, null, key))).Expect(HttpStatusCode.Created);
        var repeat = (await UntilInTimeAsync(() => api.PostAsync("/users", new { name = "Ann" }, null, key)))
            .Expect(HttpStatusCode.Created);

        Assert.Equal(first.Text, repeat.Text);
        Assert.Equal("true", repeat.Headers["Idempotent-Replayed"]);
        Assert.Equal(1, await api.CountAsync("users"));
    }

    /// <summary>The write is done by then, and the answer cannot be kept: neither may be there without the other.</summary>
    [Fact]
    public async Task Post_WhenStoringResponseExceedsTimeout_WritesNothing()
    {
        await using var api = await StartAsync("Maximum Pool Size=10");
        (string, string) key = ("Idempotency-Key", "slow");
        (await api.PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);
        await using (await api.LockAsync("idempotency_records", "SHARE"))
        {
            ExpectTimedOut(await api.PostAsync("/users", new { name = "Ben" }, null, key));
        }

        await api.UntilIdleAsync();
        Assert.Equal((1, 0), (await api.CountAsync("users"), await api.CountAsync("idempotency_records")));
        (await UntilInTimeAsync(() => api.PostAsync("/users", new { name = "Ben" }, null, key))).Expect(HttpStatusCode.Created);
        Assert.Equal((2, 1), (await api.CountAsync("users"), await api.CountAsync("idempotency_records")));
    }

    private Task<BlockedDatabase> StartAsync(string connectionSettings) =>
        BlockedDatabase.StartAsync(databases, connectionSettings, ("Http:RequestTimeout", "00:00:01"));

    private static void ExpectTimedOut(Answer answer) =>
        Assert.Equal("1", answer.ExpectProblem(HttpStatusCode.ServiceUnavailable, "request_timed_out").Headers["Retry-After"]);

    /// <summary>What a client does on a machine that is itself too slow: it tries again.</summary>
    private static async Task<Answer> UntilInTimeAsync(Func<Task<Answer>> send)
    {
        while (true)
        {
            if (await send() is { Status: not HttpStatusCode.ServiceUnavailable } answer)
            {
                return answer;
            }
        }
    }
}
