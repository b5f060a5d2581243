using Concierge.Infrastructure.Postgres;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Embedded PostgreSQL of the product in a temporary folder, without durability for speed.</summary>
internal sealed class EmbeddedServer : IPostgresServer
{
    private const long RequiredBytes = 2L << 30;

    private readonly string folder = Path.Combine(Root(), $"concierge-tests-{Guid.NewGuid():N}");
    private readonly EmbeddedPostgres postgres;

    public EmbeddedServer() => postgres = new EmbeddedPostgres(folder, Settings);

    /// <summary>Server settings of the tests: speed instead of durability, and enough connections.</summary>
    public static string[] Settings => ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=500"];

    public Task StartAsync() => postgres.StartAsync(TestContext.Current.CancellationToken);

    public string ConnectionStringTo(string database) => postgres.ConnectionStringTo(database);

    public async ValueTask DisposeAsync()
    {
        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Gets the folder for data: in memory if 2 GiB are free there, else the temporary folder.</summary>
    public static string Root()
    {
        const string Memory = "/dev/shm";
        return Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > RequiredBytes ? Memory : Path.GetTempPath();
    }
}
