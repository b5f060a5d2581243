using Concierge.Api.Tests.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Events;

/// <summary>The feed beside transactions that stay open.</summary>
public sealed class OpenTransactionTests(TestDatabases databases, ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Feed_WithOpenWriteTransactions_GoesOn()
    {
        var after = await api.LatestAsync();
        await using var here = await OpenAsync(api.ConnectionString);
        await using var elsewhere = await OpenAsync(await databases.CreateAsync());

        var users = new[] { await api.AddUserAsync(), await api.AddUserAsync() };
        var events = await api.ReadAsync(after, 2);

        Assert.Equal(users, events.Select(change => (string)change["resource_id"]!));

        // The transaction had its number first and commits last.
        await ExecuteAsync(here, "COMMIT");
        await ExecuteAsync(elsewhere, "ROLLBACK");
        var last = await api.AddUserAsync();
        events = await api.ReadAsync((string)events[^1]["id"]!, 2);
        Assert.Equal(new HashSet<string> { "open", last }, events.Select(change => (string)change["resource_id"]!).ToHashSet());
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(
            connection,
            "BEGIN; INSERT INTO event_outbox (type, resource_id, occurred_at, data) "
            + "VALUES ('service.created', 'open', now(), '{\"active\":true,\"version\":1}')");
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
