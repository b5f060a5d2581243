using System.Net;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Npgsql;

namespace Concierge.Api.Tests.Concurrency;

public sealed class MigrationRaceTests(TestDatabases databases)
{
    private const int Replicas = 8;

    [Fact]
    public async Task Migrate_WhenManyReplicasStart_AppliesEachMigrationOnce()
    {
        var connectionString = await CreateEmptyAsync();
        var replicas = Enumerable.Range(0, Replicas).Select(_ => TestDatabases.Open(connectionString + ";Pooling=false")).ToArray();
        try
        {
            var applied = await Crowd.RushAsync(
                Replicas, replica => Task.Run(() => replicas[replica].MigrateAsync(TestContext.Current.CancellationToken)));

            var names = applied.SelectMany(migrations => migrations).ToArray();
            Assert.NotEmpty(names);
            Assert.Equal(names.Distinct(), names);
            Assert.Equal(names.Order(StringComparer.Ordinal), await HistoryAsync(connectionString));
            foreach (var replica in replicas)
            {
                Assert.True(await replica.IsReadyAsync(TestContext.Current.CancellationToken));
            }
        }
        finally
        {
            foreach (var replica in replicas)
            {
                await replica.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Start_WhenSeveralHostsShareEmptyDatabase_AllServe()
    {
        var connectionString = await CreateEmptyAsync();
        var hosts = Enumerable.Range(0, 4).Select(_ => new WebApplicationFactory<Program>()
            .WithWebHostBuilder(
                builder => builder.UseDatabase(connectionString + ";Maximum Pool Size=5")
                    .UseSetting("Auth:Mode", "Development"))).ToArray();
        try
        {
            var answers = await Crowd.RushAsync(hosts.Length, host => Task.Run(async () =>
            {
                using var client = hosts[host].CreateClient();
                using var ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
                using var content = new StringContent("""{"id":"first","name":"First"}""", System.Text.Encoding.UTF8, "application/json");
                using var response = await client.PostAsync("/users", content, TestContext.Current.CancellationToken);
                return await Answer.ReadAsync(response);
            }));

            Assert.Equal("1 x 201, 3 x 409", Crowd.Statuses(answers));
            var history = await HistoryAsync(connectionString);
            Assert.NotEmpty(history);
            Assert.Equal(history.Distinct(), history);
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }

    /// <summary>A database on the tests' server that holds nothing at all.</summary>
    private async Task<string> CreateEmptyAsync()
    {
        var migrated = await databases.CreateAsync();
        var name = $"empty_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(migrated + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0", connection);
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new NpgsqlConnectionStringBuilder(migrated) { Database = name }.ConnectionString;
    }

    private static async Task<List<string>> HistoryAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("""SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY 1""", connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
