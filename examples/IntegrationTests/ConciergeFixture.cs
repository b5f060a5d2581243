using System.Security.Cryptography;
using Shop.IntegrationTests;
using Testcontainers.PostgreSql;

[assembly: AssemblyFixture(typeof(ConciergeFixture))]

namespace Shop.IntegrationTests;

/// <summary>
/// A Concierge server on a disposable PostgreSQL, for all tests of the assembly. CONCIERGE_TESTS_SERVER chooses the PostgreSQL:
/// <c>embedded</c> (default), which Concierge starts itself, or <c>container</c>, which needs Docker.
/// </summary>
public sealed class ConciergeFixture : IAsyncLifetime
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"concierge-{Guid.NewGuid():N}");
    private PostgreSqlContainer? container;
    private ConciergeProgram? program;
    private ConciergeClient? client;

    /// <summary>Gets a client with a service key.</summary>
    public ConciergeClient Client => client ?? throw new InvalidOperationException("The server is not running.");

    public async ValueTask InitializeAsync()
    {
        Dictionary<string, string> settings = new()
        {
            ["Auth__Mode"] = "Keys",
            ["Http__ShutdownDelay"] = "00:00:00",
            ["Sms__Gateway"] = "Sandbox",
        };
        foreach (var (name, value) in await StartPostgresAsync())
        {
            settings.Add(name, value);
        }

        var key = await ConciergeProgram.RunAsync(
            settings, "keys", "create", "--name", "integration-tests", "--scopes", "users,messages,orders,sms");
        program = ConciergeProgram.Start(settings);
        client = new(program.Address, key);
        await program.UntilReadyAsync(client);
    }

    public async ValueTask DisposeAsync()
    {
        if (program is not null)
        {
            await program.DisposeAsync();
        }

        if (container is not null)
        {
            await container.DisposeAsync();
        }
        else if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Starts the chosen PostgreSQL.</summary>
    /// <returns>The settings with which Concierge uses it.</returns>
    private async Task<Dictionary<string, string>> StartPostgresAsync()
    {
        const string Variable = "CONCIERGE_TESTS_SERVER";
        switch (Environment.GetEnvironmentVariable(Variable))
        {
            case null or "" or "embedded":
                return new() { ["Database__DataDirectory"] = folder };
            case "container":
                container = new PostgreSqlBuilder("postgres:17").WithTmpfsMount("/var/lib/postgresql/data").Build();
                await container.StartAsync();
                return new()
                {
                    ["ConnectionStrings__Concierge"] = container.GetConnectionString(),
                    ["Encryption__Sms__CurrentKey"] = "1",
                    ["Encryption__Sms__Keys__1"] = RandomKey(),
                    ["Encryption__Sms__IndexKey"] = RandomKey(),
                };
            case var other:
                throw new InvalidOperationException($"{Variable} must be embedded or container, not {other}.");
        }
    }

    private static string RandomKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
