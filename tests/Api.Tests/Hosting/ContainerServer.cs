using Npgsql;
using Testcontainers.PostgreSql;

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// PostgreSQL in a container of the official image, or of the image that CONCIERGE_TESTS_IMAGE names. The container keeps its data in
/// memory and is removed at the end of the run.
/// </summary>
internal sealed class ContainerServer : IPostgresServer
{
    /// <summary>Folder of the data. That of the image depends on its version.</summary>
    private const string Data = "/pgdata";

    private readonly PostgreSqlContainer container = new PostgreSqlBuilder(Image())
        .WithEnvironment("PGDATA", Data)
        .WithTmpfsMount(Data)
        .WithCommand([.. EmbeddedServer.Settings.SelectMany(setting => new[] { "-c", setting })])
        .Build();

    public Task StartAsync() => container.StartAsync();

    public string ConnectionStringTo(string database) =>
        new NpgsqlConnectionStringBuilder(container.GetConnectionString()) { Database = database }.ConnectionString;

    public ValueTask DisposeAsync() => container.DisposeAsync();

    private static string Image() => Environment.GetEnvironmentVariable("CONCIERGE_TESTS_IMAGE") ?? "postgres:17";
}
