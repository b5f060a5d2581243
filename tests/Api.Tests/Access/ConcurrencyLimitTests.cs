using System.Net;
using Concierge.Api.RateLimiting;
using Concierge.Api.Tests.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Access;

/// <summary>Requests and streams of a caller at a time. Requests last while a test locks the table that they read.</summary>
public sealed class ConcurrencyLimitTests(TestDatabases databases)
{
    private const string Stream = "application/x-ndjson";

    private static readonly (string, string)[] Small =
    [
        ("RateLimit:User:ConcurrentRequests", "3"), ("RateLimit:User:ConcurrentStreams", "1"),
        ("RateLimit:Service:ConcurrentRequests", "5"), ("RateLimit:Service:ConcurrentStreams", "2"),
    ];

    [Fact]
    public void Limits_ByDefault_AreThoseOfTheContract()
    {
        var limits = new RateLimitOptions();

        Assert.Equal((10, 2), (limits.User.ConcurrentRequests, limits.User.ConcurrentStreams));
        Assert.Equal((200, 20), (limits.Service.ConcurrentRequests, limits.Service.ConcurrentStreams));
    }

    [Fact]
    public async Task Send_ByUser_IsLimitedAtATimeAndAcceptedAgainLater()
    {
        await using var api = await LimitedApi.StartAsync(databases, Small);
        var (ann, bob) = (await api.AddTokensAsync("ann", 2), (await api.AddTokensAsync("bob"))[0]);
        List<Task<Answer>> waiting;
        await using (await LockAsync(api))
        {
            // Both tokens are of one user.
            waiting = [.. ann.Append(ann[0]).Select(token => api.AskAsync("/services", token))];
            await UntilBlockedAsync(api, 3);

            var refused = (await api.AskAsync("/users", ann[0])).ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");
            (await api.AskAsync("/users", ann[1])).ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");
            (await api.AskAsync("/users", bob)).Expect(HttpStatusCode.OK);
            (await api.AskAsync("/users", Credentials.Key)).Expect(HttpStatusCode.OK);

            Assert.Equal("1", refused.Headers["Retry-After"]);
            Assert.Equal("\"user\";q=100;w=5", refused.Headers["RateLimit-Policy"]);
        }

        Assert.All(await Task.WhenAll(waiting), answer => answer.Expect(HttpStatusCode.OK));
        (await api.AskAsync("/users", ann[0])).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Send_ByBackend_CountsAllItsKeysAndNoOthers()
    {
        await using var api = await LimitedApi.StartAsync(databases, Small);
        string[] keys = [await api.AddKeyAsync("orders", "users"), await api.AddKeyAsync("orders", "users")];
        List<Task<Answer>> waiting;
        await using (await LockAsync(api))
        {
            waiting = [.. Enumerable.Range(0, 5).Select(number => api.AskAsync("/services", keys[number % 2]))];
            await UntilBlockedAsync(api, 5);

            (await api.AskAsync("/users", keys[0])).ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");
            (await api.AskAsync("/users", keys[1])).ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");
            (await api.AskAsync("/users", Credentials.Key)).Expect(HttpStatusCode.OK);
        }

        Assert.All(await Task.WhenAll(waiting), answer => answer.Expect(HttpStatusCode.OK));
    }

    [Fact]
    public async Task Stream_ByBackend_IsLimitedAtATimeWhileItsPagesAreNot()
    {
        await using var api = await LimitedApi.StartAsync(databases, Small);
        string[] keys = [await api.AddKeyAsync("orders", "users"), await api.AddKeyAsync("orders", "users")];
        List<Task<Answer>> waiting;
        await using (await LockAsync(api))
        {
            waiting = [.. keys.Select(key => StreamAsync(api, "/services", key))];
            await UntilBlockedAsync(api, 2);

            foreach (var key in keys)
            {
                var refused = (await StreamAsync(api, "/users", key)).ExpectProblem(HttpStatusCode.TooManyRequests, "too_many_streams");
                Assert.Equal("1", refused.Headers["Retry-After"]);
            }

            (await api.AskAsync("/users", keys[0])).Expect(HttpStatusCode.OK);
            Assert.Equal(Stream, (await StreamAsync(api, "/users", Credentials.Key)).Expect(HttpStatusCode.OK).ContentType);
        }

        Assert.All(await Task.WhenAll(waiting), answer => answer.Expect(HttpStatusCode.OK));
        (await StreamAsync(api, "/users", keys[0])).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Stream_ByUser_IsLimitedAtATimeAndAcceptedAgainLater()
    {
        await using var api = await LimitedApi.StartAsync(databases, Small);
        var (ann, bob) = (await api.AddTokensAsync("ann", 2), (await api.AddTokensAsync("bob"))[0]);
        Task<Answer> waiting;
        await using (await LockAsync(api))
        {
            waiting = StreamAsync(api, "/services", ann[0]);
            await UntilBlockedAsync(api, 1);

            (await StreamAsync(api, "/users", ann[1])).ExpectProblem(HttpStatusCode.TooManyRequests, "too_many_streams");
            (await StreamAsync(api, "/users", bob)).Expect(HttpStatusCode.OK);
        }

        (await waiting).Expect(HttpStatusCode.OK);
        (await StreamAsync(api, "/users", ann[1])).Expect(HttpStatusCode.OK);
    }

    /// <summary>In Development mode, and wherever limits are off, nothing is counted.</summary>
    [Fact]
    public async Task Send_WhenLimitsAreOff_IsNotLimitedAtATime()
    {
        await using var api = await LimitedApi.StartAsync(databases, [.. Small, ("RateLimit:Enabled", "false")]);
        List<Task<Answer>> waiting;
        await using (await LockAsync(api))
        {
            waiting = [.. Enumerable.Range(0, 6).Select(_ => StreamAsync(api, "/services", Credentials.Key))];
            await UntilBlockedAsync(api, 6);
        }

        Assert.All(await Task.WhenAll(waiting), answer => answer.Expect(HttpStatusCode.OK));
    }

    private static Task<Answer> StreamAsync(LimitedApi api, string path, string token) =>
        api.AskAsync(path, token, null, ("Accept", Stream));

    private static async Task<IAsyncDisposable> LockAsync(LimitedApi api)
    {
        var connection = new NpgsqlConnection(api.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE services IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Waits until so many statements wait for the lock.</summary>
    private static Task UntilBlockedAsync(LimitedApi api, long count) => Poll.UntilAsync(async () => count == (long)(await api.QueryAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))!);
}
