using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;
using Npgsql;

namespace Concierge.Api.Tests.Sms;

/// <summary>The database goes away under the dispatcher, and comes back.</summary>
public sealed class DispatcherFailureTests(TestDatabases databases)
{
    [Theory]
    [InlineData("accepted", "sent")]
    [InlineData("refused", "failed")]
    [InlineData("uncertain", "unknown")]
    public async Task Send_WhenDatabaseIsAwayAtAnswer_IsRecordedLater(string outcome, string status)
    {
        await using var api = await DispatchingApi.StartAsync(databases, null);
        var answer = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Gateway.Answer = _ => answer.Task;
        var id = await api.AcceptAsync();
        await api.UntilSubmittedAsync(1);

        await CloseAsync(api);
        answer.SetResult(outcome switch
        {
            "accepted" => new SendOutcome.Accepted(),
            "refused" => new SendOutcome.Refused("Refused."),
            _ => new SendOutcome.Uncertain("No answer."),
        });
        await api.UntilWarnedAsync("could not be recorded yet");
        await api.UntilWarnedAsync("could not be recorded yet");
        await OpenAsync(api);

        await api.UntilAsync(id, status);
        await api.LookAsync();
        Assert.Equal(1, api.Gateway.CountOf(id));
    }

    [Fact]
    public async Task Send_WhenDatabaseIsAwayAtRetryableAnswer_IsRetriedLater()
    {
        await using var api = await DispatchingApi.StartAsync(
            databases, null, ("RetryDelay", "00:00:00.001"), ("PollInterval", "00:00:00.050"));
        var answer = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Gateway.Answer = sms => sms.Attempt == 1 ? answer.Task : GatewayRecorder.Accepted;
        var id = await api.AcceptAsync();
        await api.UntilSubmittedAsync(1);

        await CloseAsync(api);
        answer.SetResult(new SendOutcome.Retryable("Busy."));
        await api.UntilWarnedAsync("could not be recorded yet");
        await OpenAsync(api);

        Assert.Equal(2, (int?)(await api.UntilAsync(id, "sent"))["attempts"]);
        Assert.Equal(2, api.Gateway.CountOf(id));
    }

    [Fact]
    public async Task Dispatcher_WhenDatabaseWasAway_Continues()
    {
        await using var api = await DispatchingApi.StartAsync(databases, null, ("PollInterval", "00:00:00.050"));
        var ids = await api.AcceptManyAsync([TimeProvider.System.GetUtcNow().AddMinutes(10)]);
        await CloseAsync(api);
        await api.UntilWarnedAsync("could not be looked for");
        await api.UntilWarnedAsync("could not be looked for");

        await OpenAsync(api);

        await api.UntilAsync(await api.AcceptAsync(), "sent");
        Assert.Single(api.Gateway.Submitted);
        Assert.Equal(0, api.Gateway.CountOf(ids[0]));
    }

    [Fact]
    public async Task Send_WhenConnectionsAreCutRepeatedly_IsMadeAtMostOnce()
    {
        const int Count = 300;
        await using var api = await DispatchingApi.StartAsync(
            databases, null, ("PollInterval", "00:00:00.010"), ("RatePerSecond", "1000"), ("Lease", "00:00:20"));
        var ids = await api.AcceptManyAsync(Enumerable.Repeat(TimeProvider.System.GetUtcNow(), Count));

        api.Wake();
        for (var cut = 1; cut <= 5; cut++)
        {
            await api.UntilSubmittedAsync(Count / 10 * cut);
            await CutAsync(api);
        }

        await api.UntilAsync(Count, "sent", "unknown");

        // When the connection breaks at that instant, it is unknown whether the start of the attempt was committed. Such a message is in
        // doubt and is not submitted.
        var unknown = (long)(await api.QueryAsync(
            "SELECT count(*) FROM sms_messages WHERE status = 'unknown' AND failure->>'Code' = 'hand_over_interrupted'"))!;
        Assert.InRange(unknown, 0, 5);
        Assert.Equal(api.Gateway.Submitted.Count, api.Gateway.Submitted.Select(sms => sms.Id).Distinct().Count());
        Assert.Equal(Count - unknown, api.Gateway.Submitted.Count);
        Assert.Empty(api.Gateway.Submitted.Select(sms => sms.Id).Except(ids));
    }

    private static async Task CloseAsync(DispatchingApi api)
    {
        await ExecuteAsync(api, database => $"ALTER DATABASE {database} ALLOW_CONNECTIONS false");
        await CutAsync(api);
    }

    private static Task OpenAsync(DispatchingApi api) => ExecuteAsync(api, database => $"ALTER DATABASE {database} ALLOW_CONNECTIONS true");

    private static Task CutAsync(DispatchingApi api) =>
        ExecuteAsync(api, database => $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{database}'");

    private static async Task ExecuteAsync(DispatchingApi api, Func<string, string> sql)
    {
        var target = new NpgsqlConnectionStringBuilder(api.ConnectionString) { Pooling = false };
        var database = target.Database!;
        target.Database = "postgres";
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql(database), connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
