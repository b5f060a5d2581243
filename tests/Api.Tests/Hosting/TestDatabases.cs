using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Plans;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestDatabases))]

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// Server of the run. Migrates one template database and gives every test class a copy. CONCIERGE_TESTS_SERVER chooses the server:
/// <c>embedded</c> (default) or <c>container</c>.
/// </summary>
public sealed class TestDatabases : IAsyncLifetime
{
    private const string ServerVariable = "CONCIERGE_TESTS_SERVER";
    private const string Template = "concierge_template";

    private readonly SemaphoreSlim copying = new(1);
    private readonly IPostgresServer server;
    private readonly Lazy<Task<PlanDatabases>> plans;

    public TestDatabases()
        : this(Environment.GetEnvironmentVariable(ServerVariable) switch
        {
            null or "" or "embedded" => new EmbeddedServer(),
            "container" => new ContainerServer(),
            var other => throw new InvalidOperationException($"{ServerVariable} must be embedded or container, not {other}."),
        })
    {
    }

    internal TestDatabases(IPostgresServer server)
    {
        this.server = server;
        plans = new(() => PlanDatabases.CreateAsync(this));
    }

    /// <summary>Gets the databases of the plan tests. The first call creates and fills them.</summary>
    internal Task<PlanDatabases> Plans => plans.Value;

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync();
        await ExecuteAsync($"CREATE DATABASE {Template}");
        await using var database = Open(server.ConnectionStringTo(Template) + ";Pooling=false");
        await database.MigrateAsync(TestContext.Current.CancellationToken);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await Credentials.AddKeyAsync(connection);
    }

    /// <summary>Opens a database with the classes of the product.</summary>
    internal static Database Open(string connectionString) =>
        Open(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Concierge", connectionString)]).Build());

    /// <summary>Opens a database with the classes of the product.</summary>
    internal static Database Open(IConfiguration configuration, string folder = "") =>
        new(configuration, Options.Create(new DatabaseOptions { DataDirectory = folder }));

    /// <summary>Creates a migrated, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateAsync() => CopyAsync(server.ConnectionStringTo(Template));

    /// <summary>Copies a database that is not in use.</summary>
    /// <returns>The connection string of the copy.</returns>
    public async Task<string> CopyAsync(string connectionString)
    {
        var source = new NpgsqlConnectionStringBuilder(connectionString).Database;
        var name = $"test_{Guid.NewGuid():N}";

        // PostgreSQL lets one session at a time copy a template.
        await copying.WaitAsync();
        try
        {
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy");
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
