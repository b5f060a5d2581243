using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Npgsql;

namespace Concierge.Api.Tests.Events;

/// <summary>
/// A program that is killed while one change is not committed, another has no position yet, and a third is just given one. Locks of the
/// test hold the program at these three places.
/// </summary>
public sealed class FeedKillTests(TestDatabases databases)
{
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Feed_WhenProgramIsKilled_HasEachCommittedChangeOnceAndInOrder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.Processes.LinuxOnly);
        var kills = Proof.Rounds(1, 20);
        var connectionString = await databases.CreateAsync();
        await using var database = NpgsqlDataSource.Create(connectionString);
        List<string> committed = [];
        var client = new ResumingClient();
        for (var kill = 0; kill < kills; kill++)
        {
            await KillAsync(connectionString, database, committed, client, isRolledBack: kill % 2 == 0);
        }

        await using var program = Start(connectionString);
        using var http = await program.ListeningAsync();
        var reading = client.ReadAsync(http);
        await Poll.UntilAsync(
            () => client.Received.Count >= committed.Count, () => $"{client.Received.Count} of {committed.Count} events arrived.");
        await http.AddUserAsync("last");
        await Poll.UntilAsync(() => client.Received.Count > committed.Count);

        Assert.Equal(committed.Append("last"), client.Received);
        Assert.Equal((long)committed.Count + 1, await CountAsync(database, "SELECT last_position FROM event_feed"));
        Assert.Equal(0L, await CountAsync(database, "SELECT count(*) FROM users WHERE version > 1"));
        await program.KillAsync();
        await reading;
        Proof.Report(
            $"Program killed {kills} times before a commit, before a position and while it was given: "
            + $"{committed.Count} committed changes, each read once and in order.");
    }

    /// <summary>Starts the program, kills it at the three places, and adds the ids of the users whose creation it acknowledged.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="database">Connections of the test to it.</param>
    /// <param name="committed">The acknowledged changes.</param>
    /// <param name="client">Reads the stream until the program is killed.</param>
    /// <param name="isRolledBack">Whether the server notices the end of the program before it ends the running statements.</param>
    private static async Task KillAsync(
        string connectionString, NpgsqlDataSource database, List<string> committed, ResumingClient client, bool isRolledBack)
    {
        await using var program = Start(connectionString);
        using var http = await program.ListeningAsync();
        var reading = client.ReadAsync(http);
        var user = await AddAsync();
        await Poll.UntilAsync(
            () => client.Received.Count == committed.Count, () => $"{client.Received.Count} of {committed.Count} events arrived.");

        await using var positions = await LockAsync(database, "LOCK TABLE events IN SHARE MODE");
        await using var row = await LockAsync(database, $"SELECT FROM users WHERE id = '{user}' FOR UPDATE");
        await AddAsync();
        await UntilWaitingAsync("%numbered AS%");
        await AddAsync();
        var change = http.PutAsJsonAsync($"/users/{user}", new { name = "Never" }, TestContext.Current.CancellationToken);
        await UntilWaitingAsync("UPDATE users%");
        Assert.Equal(2L, await CountAsync(database, "SELECT count(*) FROM event_outbox"));

        await program.KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => change);
        await reading;
        if (isRolledBack)
        {
            await CountAsync(
                database,
                "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND application_name LIKE 'concierge%'");
        }

        async Task<string> AddAsync()
        {
            // A busy machine may answer 503. If the user exists at the next try, the first one was committed.
            var id = $"user-{committed.Count:D4}";
            await Poll.UntilAsync(async () =>
            {
                using var answer = await http.PostAsJsonAsync("/users", new { id, name = id }, TestContext.Current.CancellationToken);
                return answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict;
            });
            committed.Add(id);
            return id;
        }

        Task UntilWaitingAsync(string query) => Poll.UntilAsync(async () => await CountAsync(
            database,
            "SELECT count(*) FROM pg_stat_activity "
            + $"WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '{query}'") == 1);
    }

    private static ConciergeProgram Start(string connectionString) => ConciergeProgram.StartWith(
        [.. ExternalDatabase.Variables(connectionString), ("ASPNETCORE_ENVIRONMENT", "Development")], ["--urls", "http://127.0.0.1:0"]);

    /// <summary>Begins a transaction that takes a lock. Disposing the connection ends it.</summary>
    private static async Task<NpgsqlConnection> LockAsync(NpgsqlDataSource database, string sql)
    {
        var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"BEGIN; {sql}", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>A client that goes on after the last event that it has.</summary>
    private sealed class ResumingClient
    {
        private string after = "earliest";

        /// <summary>Ids of the resources, in the order of the events.</summary>
        public List<string> Received { get; } = [];

        /// <summary>Reads the stream until it breaks.</summary>
        public async Task ReadAsync(HttpClient http)
        {
            try
            {
                await using var stream = await EventStreamClient.OpenAsync(http, $"?after={after}");
                while (await stream.TryReadAsync() is { } message)
                {
                    after = message.Id ?? after;
                    if (message.Event is null)
                    {
                        Received.Add((string)JsonNode.Parse(message.Data!)!["resource_id"]!);
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                // The program was killed.
            }
        }
    }
}
