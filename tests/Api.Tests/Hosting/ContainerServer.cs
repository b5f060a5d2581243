using Npgsql;
using Testcontainers.PostgreSql;

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// PostgreSQL in a container of the official image. The container keeps its data in memory and is removed at the end of the run.
/// </summary>
internal sealed class ContainerServer : IPostgresServer
{
    private readonly PostgreSqlContainer container = new PostgreSqlBuilder("postgres:17")
        .WithTmpfsMount("/var/lib/postgresql/data")
        .WithCommand([.. EmbeddedServer.Settings.SelectMany(setting => new[] { "-c", setting })])
        .Build();

    public Task StartAsync() => container.StartAsync();

    public string ConnectionStringTo(string database) =>
        new NpgsqlConnectionStringBuilder(container.GetConnectionString()) { Database = database }.ConnectionString;

    public ValueTask DisposeAsync() => container.DisposeAsync();
}
