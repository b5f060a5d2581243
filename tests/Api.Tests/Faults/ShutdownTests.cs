using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Npgsql;

namespace Concierge.Api.Tests.Faults;

/// <summary>The program gets SIGTERM while it serves requests.</summary>
public sealed class ShutdownTests(TestDatabases databases)
{
    [Fact]
    public async Task Stop_WhenServing_IsNotReadyThenServesThenFinishesRunningRequests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.Processes.LinuxOnly);
        var connectionString = await databases.CreateAsync();
        await using var program = ConciergeProgram.StartWith(
            ExternalDatabase.Variables(connectionString),
            ["--environment", "Development", "--urls", "http://127.0.0.1:0", "--Http:ShutdownDelay=00:00:02"]);
        using var client = await program.ListeningAsync();
        foreach (var user in new[] { "ann", "bob", "cat" })
        {
            await client.AddUserAsync(user);
        }

        var acknowledged = new ConcurrentBag<string>();
        var load = Enumerable.Range(0, 4).Select(number => SendUntilRefusedAsync(client, number, acknowledged)).ToArray();
        await using var holder = new NpgsqlConnection(connectionString + ";Pooling=false");
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(holder, "BEGIN; SELECT FROM users WHERE id = 'cat' FOR UPDATE");
        var held = client.SendAsync("cat", "bob", "Held");
        await Poll.UntilAsync(
            async () => await ExecuteAsync(
                holder, "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')") > 0,
            () => "No request waits for the lock.");

        await program.SignalAsync("TERM");
        Answer? ready = null;
        await Poll.UntilAsync(async () => (ready = await ReadyAsync(client)).Status != HttpStatusCode.OK, () => "The program stays ready.");
        FaultApi.ExpectUnavailable(ready!, "shutting_down");
        acknowledged.Add(await client.SendAsync("ann", "bob", "After the signal"));

        // New connections are refused, and the running request still waits for the lock.
        await Task.WhenAll(load);
        await Assert.ThrowsAsync<HttpRequestException>(() => ReadyAsync(client));
        Assert.False(held.IsCompleted);
        await ExecuteAsync(holder, "ROLLBACK");
        acknowledged.Add(await held);

        var (code, output, errors) = await program.ExitAsync();
        Assert.True(code == 0, $"ended with {code}: {output}\n{errors}");
        Assert.Equal("", errors);
        var stored = new HashSet<string>();
        await using var command = new NpgsqlCommand("SELECT conversation_id || '-' || position FROM messages", holder);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            stored.Add(reader.GetString(0));
        }

        Assert.Empty(acknowledged.Except(stored));
    }

    /// <summary>Sends messages until the program no longer listens.</summary>
    private static async Task SendUntilRefusedAsync(HttpClient client, int number, ConcurrentBag<string> acknowledged)
    {
        var turn = 0;
        await Poll.UntilAsync(async () =>
        {
            try
            {
                acknowledged.Add(await client.SendAsync("ann", "bob", string.Create(CultureInfo.InvariantCulture, $"{number}.{turn++}")));
                return false;
            }
            catch (HttpRequestException)
            {
                return true;
            }
        });
    }

    private static async Task<Answer> ReadyAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    private static async Task<long> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as long? ?? 0;
    }
}
