using System.Net;
using Concierge.Api.Tests.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Faults;

/// <summary>Somebody holds what requests need.</summary>
public sealed class LockedTableTests(TestDatabases databases)
{
    [Fact]
    public async Task Write_WhenTableIsLockedBeyondTimeout_IsStoredIfAcknowledged()
    {
        await using var api = await FaultApi.StartAsync(databases);
        var ledger = await Ledger.OpenAsync(api);
        await ledger.UntilAcknowledgedAsync();

        await using (await LockAsync(api))
        {
            // Each round lasts at least one request timeout.
            for (var round = 0; round < 3; round++)
            {
                await ledger.UntilUnavailableAsync(Ledger.All.Where(client => client.Contains("message", StringComparison.Ordinal)));
            }
        }

        await api.UntilReadyAsync();
        await ledger.UntilAcknowledgedAsync();
        await ledger.CloseAsync();
    }

    [Fact]
    public async Task Write_WhenTableIsLockedBeyondTimeout_IsCanceledOnServer()
    {
        await using var api = await FaultApi.StartAsync(databases);
        var (ann, bob) = (await api.AddUserAsync(), await api.AddUserAsync());
        var message = new { sender_id = ann, recipient_id = bob, body = "Hello" };

        await using (await LockAsync(api))
        {
            FaultApi.ExpectUnavailable(await api.PostAsync("/messages", message), "request_timed_out");
            FaultApi.ExpectUnavailable(await api.PostAsync("/messages", message, null, ("Idempotency-Key", "1")), "request_timed_out");
            await api.UntilIdleAsync();
        }

        Assert.Equal(0, await api.CountAsync("messages"));
        (await api.PostAsync("/messages", message, null, ("Idempotency-Key", "1"))).Expect(HttpStatusCode.Created);
        Assert.Equal(1, await api.CountAsync("messages"));
    }

    [Fact]
    public async Task Write_WhenTableIsLockedWithinTimeout_Succeeds()
    {
        await using var api = await FaultApi.StartAsync(
            databases, configure: builder => builder.UseSetting("Http:RequestTimeout", "00:00:30"));
        var (ann, bob) = (await api.AddUserAsync(), await api.AddUserAsync());
        Task<Answer>[] writes;

        await using (await LockAsync(api))
        {
            writes = [.. Enumerable.Range(0, 6).Select(number => api.PostAsync(
                "/messages", new { sender_id = ann, recipient_id = bob, body = "Hello" },
                null, number % 2 == 0 ? [] : [("Idempotency-Key", $"{number}")]))];
            await api.UntilWaitingAsync(writes.Length);
        }

        Assert.All(await Task.WhenAll(writes), answer => answer.Expect(HttpStatusCode.Created));
        Assert.Equal(writes.Length, await api.CountAsync("messages"));
    }

    [Fact]
    public async Task Request_WhenPoolIsExhausted_IsUnavailableAfterBoundedWait()
    {
        await using var api = await FaultApi.StartAsync(
            databases, "Maximum Pool Size=2;Timeout=1", builder => builder.UseSetting("Http:RequestTimeout", "00:00:30"));
        var (ann, bob) = (await api.AddUserAsync(), await api.AddUserAsync());
        Task<Answer>[] writes;

        await using (await LockAsync(api))
        {
            writes = [.. Enumerable.Range(0, 2)
                .Select(_ => api.PostAsync("/messages", new { sender_id = ann, recipient_id = bob, body = "Hello" }))];
            await api.UntilWaitingAsync(2);

            FaultApi.ExpectUnavailable(await api.GetAsync("/users"));
            FaultApi.ExpectUnavailable(await api.PostAsync("/users", new { name = "Ann" }, null, ("Idempotency-Key", "1")));
            FaultApi.ExpectUnavailable(await api.GetAsync("/health/ready"));
        }

        Assert.All(await Task.WhenAll(writes), answer => answer.Expect(HttpStatusCode.Created));
        (await api.GetAsync("/users")).Expect(HttpStatusCode.OK);
        await api.UntilReadyAsync();
    }

    [Fact]
    public async Task Write_WithFewConnections_IsStoredIfAcknowledged()
    {
        await using var api = await FaultApi.StartAsync(databases, "Maximum Pool Size=2;Timeout=1");
        var ledger = await Ledger.OpenAsync(api);

        await ledger.UntilAcknowledgedAsync(10);

        await ledger.CloseAsync();
    }

    /// <summary>Keeps everybody out of the table of messages until it is disposed.</summary>
    private static async Task<NpgsqlConnection> LockAsync(FaultApi api)
    {
        var connection = await api.ConnectAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE messages IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
