using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Processes;

public sealed class ExternalDatabaseTests(TestDatabases databases)
{
    [Fact]
    public async Task Start_WithConnectionString_StartsNoDatabase()
    {
        var connectionString = await databases.CreateAsync();
        await using var folder = DataFolder.Create();
        await using var program = ConciergeProgram.StartWith(
            [.. ExternalDatabase.Variables(connectionString), ("ASPNETCORE_ENVIRONMENT", "Development")],
            ["--urls", "http://127.0.0.1:0", $"--Database:DataDirectory={folder.Path}"]);
        using var client = await program.ListeningAsync();

        await client.AddUserAsync("ann");

        await using var connection = new Npgsql.NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new Npgsql.NpgsqlCommand("SELECT name FROM users", connection);
        Assert.Equal("ann", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(folder.Path));
        if (OperatingSystem.IsLinux())
        {
            Assert.Empty(Processes.AllOf(folder));
        }
    }

    [Fact]
    public async Task Start_WhenNetworkIsAllowed_Listens()
    {
        await using var folder = DataFolder.Create();
        await using var program = InProcessProgram.StartWith(
        [
            .. ExternalDatabase.Arguments(await databases.CreateAsync()),
            "--environment", "Development", "--urls", "http://0.0.0.0:0",
            "--Auth:AllowAnonymousNetwork=true", $"--Database:DataDirectory={folder.Path}",
        ]);

        using var client = await program.ListeningAsync();

        Assert.Contains(program.Output, line => line.Contains("http://0.0.0.0:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_WhenDatabaseIsAway_PrintsOneLine()
    {
        var (code, output, errors) = await InProcessProgram.RunAsync(
            ExternalDatabase.Arguments("Host=127.0.0.1;Port=1;Username=x;Password=hunter2;Database=x;Timeout=2"));

        Assert.NotEqual(0, code);
        Assert.DoesNotContain("hunter2", output + errors, StringComparison.Ordinal);
        errors.ExpectOneReadableLine();
    }
}
