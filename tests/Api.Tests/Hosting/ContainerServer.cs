#if TESTCONTAINERS
using Npgsql;
using Testcontainers.PostgreSql;

namespace Concierge.Api.Tests.Hosting;

/// <summary>A container of the official image, removed with the run.</summary>
internal sealed class ContainerServer : IPostgresServer
{
    private readonly PostgreSqlContainer container = new PostgreSqlBuilder("postgres:17").WithCommand("-c", "fsync=off", "-c", "max_connections=500").Build();

    public Task StartAsync() => container.StartAsync();

    public string ConnectionStringTo(string database) =>
        new NpgsqlConnectionStringBuilder(container.GetConnectionString()) { Database = database }.ConnectionString;

    public ValueTask DisposeAsync() => container.DisposeAsync();
}
#endif
