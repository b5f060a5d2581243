using Concierge.Api.Tests.Hosting;
using Concierge.Application;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Concierge.Api.Tests.Upgrades;

/// <summary>The migration that lets the database fold the names of users.</summary>
public sealed class FoldedNamesTests(TestDatabases databases)
{
    private const string Insert =
        """
        INSERT INTO users (id, name, search_name, metadata, status, created_at, updated_at, version)
        VALUES ('ody', 'ΟΔΥΣΣΕΎΣ', 'οδυσσεύσ', '{}', 'active', now(), now(), 1)
        """;

    [Fact]
    public async Task Migrate_WhenUsersExist_FoldsTheirNames()
    {
        await using var context = Open(await databases.CreateAsync());
        var (migrator, migrations) = (context.GetService<IMigrator>(), context.Database.GetMigrations().ToList());
        var index = migrations.FindIndex(name => name.EndsWith("_FoldedNames", StringComparison.Ordinal));
        await migrator.MigrateAsync(migrations[index - 1], TestContext.Current.CancellationToken);
        await ExecuteAsync(context, Insert);

        await migrator.MigrateAsync(migrations[index], TestContext.Current.CancellationToken);
        Assert.Equal("οδυσσευσ", await ExecuteAsync(context, "SELECT search_name FROM users"));

        await migrator.MigrateAsync(migrations[index - 1], TestContext.Current.CancellationToken);
        Assert.Equal("οδυσσεύσ", await ExecuteAsync(context, "SELECT search_name FROM users"));
    }

    [Fact]
    public async Task Migrate_WhenTheDatabaseIsNotUtf8_SaysWhatToChange()
    {
        var server = new NpgsqlConnectionStringBuilder(await databases.CreateAsync());
        await using (var context = Open(server.ConnectionString))
        {
            await ExecuteAsync(context, $"CREATE DATABASE {server.Database}_latin1 ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        }

        server.Database += "_latin1";
        await using var database = TestDatabases.Open(server.ConnectionString);
        var exception = await Assert.ThrowsAsync<StartupException>(() => database.MigrateAsync(TestContext.Current.CancellationToken));

        Assert.Contains("must be UTF8, not LATIN1", exception.Message, StringComparison.Ordinal);
    }

    private static ConciergeDbContext Open(string connectionString) =>
        new(new DbContextOptionsBuilder<ConciergeDbContext>().UseNpgsql(connectionString + ";Pooling=false").UseSchemaNames().Options);

    private static async Task<object?> ExecuteAsync(ConciergeDbContext context, string sql)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        var value = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        await context.Database.CloseConnectionAsync();
        return value;
    }
}
