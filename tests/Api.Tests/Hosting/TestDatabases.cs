using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestDatabases))]

namespace Concierge.Api.Tests.Hosting;

/// <summary>One server for the run, migrated once into a template of which every test class gets a copy.</summary>
public sealed class TestDatabases : IAsyncLifetime
{
    private const string Template = "concierge_template";

    private readonly SemaphoreSlim copying = new(1);
    private readonly IPostgresServer server;

    public TestDatabases()
#if TESTCONTAINERS
        : this(new ContainerServer())
#else
        : this(new EmbeddedServer())
#endif
    {
    }

    internal TestDatabases(IPostgresServer server) => this.server = server;

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync();
        await ExecuteAsync($"CREATE DATABASE {Template}");
        await using var database = Open(server.ConnectionStringTo(Template) + ";Pooling=false");
        await database.MigrateAsync(TestContext.Current.CancellationToken);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await Credentials.AddKeyAsync(connection);
    }

    /// <summary>A database as the product sees it.</summary>
    internal static Database Open(string connectionString) =>
        Open(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Concierge", connectionString)]).Build());

    /// <summary>A database as the product sees it.</summary>
    internal static Database Open(IConfiguration configuration, string folder = "") =>
        new(configuration, Options.Create(new DatabaseOptions { DataDirectory = folder }));

    /// <summary>A migrated, empty database of the caller's own.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";

        // A template can be copied by one session at a time.
        await copying.WaitAsync();
        try
        {
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template} STRATEGY file_copy");
        }
        finally
        {
            copying.Release();
        }

        return server.ConnectionStringTo(name) + ";Maximum Pool Size=40";
    }

    public async ValueTask DisposeAsync()
    {
        copying.Dispose();
        await server.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionStringTo("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
