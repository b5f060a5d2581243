using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Microsoft.AspNetCore.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Events;

/// <summary>A process that is frozen (SIGSTOP) keeps its connections. Other processes go on.</summary>
public sealed class FrozenProcessTests(TestDatabases databases)
{
    /// <summary>Time in which others go on: the limit of an idle transaction, and some for a slow machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>A batch and its commit are one round trip, so the server ends it without the process.</summary>
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Feed_WhenSequencerIsFrozenWithinBatch_GoesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.Processes.LinuxOnly);
        await using var database = await FrozenDatabase.CreateAsync(databases, "");
        await using var program = database.Start();
        using var client = await program.ListeningAsync();
        await using (await database.LockAsync("LOCK TABLE events IN SHARE MODE"))
        {
            await client.AddUserAsync("ann");
            await database.UntilWaitingAsync("%numbered AS%");
            await program.SignalAsync("STOP");
        }

        var frozen = Stopwatch.StartNew();
        await using var other = await database.StartOtherAsync(databases);
        var bob = await other.AddUserAsync("bob");
        var events = await other.ReadAsync($"{(await other.LatestAsync())[..4]}-0", 2);

        Assert.Equal(["ann", bob], events.Select(change => (string)change["resource_id"]!));
        Assert.InRange(frozen.Elapsed, TimeSpan.Zero, Limit);
        Report("within a batch", frozen);
    }

    /// <summary>
    /// A change takes several round trips. The server ends its transaction after 30 seconds; the short form sets five seconds in the
    /// connection string.
    /// </summary>
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Write_WhenProcessIsFrozenWithinTransaction_IsPossibleAfterLimit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.Processes.LinuxOnly);
        var options = Proof.Rounds(1, 30) == 1 ? ";Options=-c idle_in_transaction_session_timeout=5s" : "";
        await using var database = await FrozenDatabase.CreateAsync(databases, options);
        await using var program = database.Start();
        using var client = await program.ListeningAsync();
        await client.AddUserAsync("ann");
        await using (await database.LockAsync("LOCK TABLE event_outbox IN SHARE ROW EXCLUSIVE MODE"))
        {
            _ = client.PutAsJsonAsync("/users/ann", new { name = "Frozen" }, TestContext.Current.CancellationToken);
            await database.UntilWaitingAsync("INSERT INTO event_outbox%");
            await program.SignalAsync("STOP");
        }

        var frozen = Stopwatch.StartNew();
        await using var other = await database.StartOtherAsync(databases);
        await Poll.UntilAsync(async () => (await other.PutAsync("/users/ann", new { name = "Ann" })).Status == HttpStatusCode.OK);

        Assert.InRange(frozen.Elapsed, TimeSpan.Zero, Limit);
        var events = await other.ReadAsync($"{(await other.LatestAsync())[..4]}-0", 2);
        Assert.Equal(["user.created", "user.updated"], events.Select(Feed.Type));
        Assert.Equal("Ann", (string?)(await other.GetAsync("/users/ann")).Json["name"]);
        Report("within a transaction", frozen);
    }

    private static void Report(string where, Stopwatch frozen) => Proof.Report(string.Create(
        CultureInfo.InvariantCulture, $"Process frozen {where}: another process went on after {frozen.Elapsed.TotalSeconds:0.0} s."));

    /// <summary>The database of a program that is frozen.</summary>
    private sealed class FrozenDatabase : IAsyncDisposable
    {
        private readonly string connectionString;
        private readonly string options;
        private readonly NpgsqlDataSource connections;

        private FrozenDatabase(string connectionString, string options) =>
            (this.connectionString, this.options, connections) = (connectionString, options, NpgsqlDataSource.Create(connectionString));

        public static async Task<FrozenDatabase> CreateAsync(TestDatabases databases, string options) =>
            new(await databases.CreateAsync(), options);

        public ConciergeProgram Start() => ConciergeProgram.StartWith(
            [.. ExternalDatabase.Variables(connectionString + options), ("ASPNETCORE_ENVIRONMENT", "Development")],
            ["--urls", "http://127.0.0.1:0"]);

        public async Task<ApiFixture> StartOtherAsync(TestDatabases databases)
        {
            var other = new Other(databases, connectionString);
            await other.InitializeAsync();
            return other;
        }

        /// <summary>Begins a transaction that takes a lock. Disposing the connection ends it.</summary>
        public async Task<NpgsqlConnection> LockAsync(string sql)
        {
            var connection = await connections.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand($"BEGIN; {sql}", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return connection;
        }

        public Task UntilWaitingAsync(string query) => Poll.UntilAsync(async () =>
        {
            await using var command = connections.CreateCommand(
                "SELECT count(*) FROM pg_stat_activity "
                + $"WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '{query}'");
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! > 0;
        });

        public ValueTask DisposeAsync() => connections.DisposeAsync();
    }

    /// <summary>Another process on the database.</summary>
    private sealed class Other(TestDatabases databases, string connectionString) : ApiFixture(databases)
    {
        protected override Task<string> CreateDatabaseAsync(TestDatabases databases) => Task.FromResult(connectionString);

        protected override void Configure(IWebHostBuilder builder) => builder.UseDatabase(connectionString);
    }
}
