using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Common;

/// <summary>The product on a database in which a test can lock tables, with settings of the test's own.</summary>
internal sealed class BlockedDatabase : ApiFixture
{
    private readonly string connectionSettings;
    private readonly (string Name, string Value)[] settings;

    private BlockedDatabase(TestDatabases databases, string connectionSettings, (string Name, string Value)[] settings) : base(databases) =>
        (this.connectionSettings, this.settings) = (connectionSettings, settings);

    public static async Task<BlockedDatabase> StartAsync(
        TestDatabases databases, string connectionSettings, params (string Name, string Value)[] settings)
    {
        var api = new BlockedDatabase(databases, connectionSettings, settings);
        await api.InitializeAsync();
        return api;
    }

    /// <summary>Locks the table against reads and writes of others until disposal. In the mode SHARE, only writes are blocked.</summary>
    public async Task<IAsyncDisposable> LockAsync(string table, string mode = "ACCESS EXCLUSIVE")
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN {mode} MODE", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Waits until so many of the product's connections wait for a lock.</summary>
    public Task UntilBlockedAsync(int count) => UntilAsync(
        "SELECT count(*) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND application_name = 'concierge' AND wait_event_type = 'Lock'",
        count);

    /// <summary>Waits until none of the product's connections is in the midst of anything.</summary>
    public Task UntilIdleAsync() => UntilAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'concierge' AND state <> 'idle'",
        0);

    protected override void Configure(IWebHostBuilder builder)
    {
        builder.UseDatabase($"{ConnectionString};Application Name=concierge;{connectionSettings}");
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }
    }

    private Task UntilAsync(string count, long expected) => Poll.UntilAsync(async () => (long)(await QueryAsync(count))! == expected);
}
