using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Concierge.Infrastructure.Events;
using Concierge.Infrastructure.Webhooks.Delivery;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Api.Tests.Events;

/// <summary>The feed after its database was restored: nobody goes on from a history that the database does not have.</summary>
public sealed class EpochTests(TestDatabases databases)
{
    [Theory]
    [InlineData("identity = 'another cluster'")]
    [InlineData("identity = identity")]
    public async Task Feed_OfRestoredDatabase_BeginsEpochAndRefusesIdsBeyondIt(string restored)
    {
        await using var api = await StartAsync();
        await api.AddUserAsync();
        await api.AddUserAsync();
        await Poll.UntilAsync(async () => await api.ReadHeadAsync() == 2);
        var lost = await api.LatestAsync();
        var kept = $"{lost[..4]}-1";

        // The last event is lost, as if it came after the backup.
        await api.QueryAsync(
            "DELETE FROM events WHERE position = (SELECT last_position FROM event_feed); "
            + $"UPDATE event_feed SET last_position = last_position - 1, {restored}");
        var user = await api.AddUserAsync();
        await Poll.UntilAsync(async () => !(await api.LatestAsync()).StartsWith(lost[..4], StringComparison.Ordinal));

        var gone = (await api.GetAsync($"/changes?after={lost}")).ExpectProblem(HttpStatusCode.Gone, "resume_point_expired");
        Assert.Equal("feed_restored", (string?)gone.Json["reason"]);
        var change = Assert.Single(await api.ReadAsync(kept, 1));
        Assert.Equal(user, (string?)change["resource_id"]);
        Assert.Equal(await api.LatestAsync(), (string?)change["id"]);
    }

    [Fact]
    public async Task Stream_WhenEpochBegins_SaysByeAndEnds()
    {
        await using var api = await StartAsync();
        await using var stream = await EventStreamClient.OpenAsync(api.Client);

        await api.QueryAsync("UPDATE event_feed SET identity = 'another cluster'");
        await api.AddUserAsync();

        var last = await stream.ReadAsync();
        Assert.Equal(("bye", """{"reason":"feed_restored"}"""), (last.Event, last.Data));
        Assert.Null(await stream.TryReadAsync());
    }

    /// <summary>A process that has yet to notice the epoch reads the database, and must not read it all the time.</summary>
    [Fact]
    public async Task LongPoll_BeforeEpochIsNoticed_ReadsDatabaseOnce()
    {
        await using var api = new AccessFixture(databases);
        await ((IAsyncLifetime)api).InitializeAsync();
        await api.AddUserAsync();
        await api.AddUserAsync();
        await Poll.UntilAsync(() => api.Services.GetRequiredService<EventFeed>().Head == 2);
        foreach (var reader in api.Services.GetServices<IHostedService>().Where(one => one is EventSequencer or WebhookDispatcher))
        {
            await reader.StopAsync(TestContext.Current.CancellationToken);
        }

        api.Executed.RoundTrips.Clear();

        // Another process has noticed that the last event was lost.
        await api.QueryAsync(
            "DELETE FROM events WHERE position = 2; INSERT INTO event_epochs (epoch, first_position) VALUES ('next', 2); "
            + "UPDATE event_feed SET epoch = 'next', last_position = 1");
        var waiting = api.GetAsync("/changes?after=next-1&wait=5");
        await Poll.UntilAsync(() => Reads() > 0);
        for (var i = 0; i < 20; i++)
        {
            (await api.GetAsync("/changes?after=next-1")).Expect(HttpStatusCode.OK);
        }

        Assert.Equal(21, Reads());
        Assert.False(waiting.IsCompleted);
        api.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("next-1", (string?)(await waiting).Expect(HttpStatusCode.OK).Json["next_after"]);

        int Reads() => api.Executed.RoundTrips.Count(statements => statements[0].Sql == EventStatements.Page);
    }

    [Fact]
    public async Task NewEpoch_WhenCommanded_BeginsOneThatIdsBeforeItSurvive()
    {
        await using var api = await StartAsync();
        await api.AddUserAsync();
        await Poll.UntilAsync(async () => await api.ReadHeadAsync() == 1);
        var before = await api.LatestAsync();

        await using var program = ConciergeProgram.StartWith(ExternalDatabase.Variables(api.ConnectionString), ["events", "new-epoch"]);
        var (code, output, errors) = await program.ExitAsync();

        Assert.True(code == 0, errors);
        Assert.Matches(@"^The feed begins epoch [0-9a-z]{4} after position 1\.$", output);
        Assert.NotEqual(before, await api.LatestAsync());
        (await api.GetAsync($"/changes?after={before}")).Expect(HttpStatusCode.OK);
    }

    /// <summary>Events of a process that could not announce them are found by the poll.</summary>
    [Fact]
    public async Task Event_WithoutAnnouncement_IsFoundByPoll()
    {
        await using var api = await StartAsync("00:00:00.020");
        var after = await api.LatestAsync();

        await api.QueryAsync(
            "INSERT INTO event_outbox (type, resource_id, occurred_at, data) "
            + "VALUES ('service.created', 'quiet', now(), '{\"active\":true,\"version\":1}')");

        Assert.Equal("quiet", (string?)Assert.Single(await api.ReadAsync(after, 1))["resource_id"]);
    }

    private async Task<ApiFixture> StartAsync(string pollInterval = "01:00:00")
    {
        var api = new PollingApi(databases, pollInterval);
        await api.InitializeAsync();
        return api;
    }

    private sealed class PollingApi(TestDatabases databases, string pollInterval) : ApiFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Events:PollInterval", pollInterval);
        }
    }
}
