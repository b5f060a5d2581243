using Concierge.Infrastructure.Postgres;

namespace Concierge.Api.Tests.Hosting;

/// <summary>The product's own embedded PostgreSQL, in a folder that goes with the run; it gives up durability for speed.</summary>
internal sealed class EmbeddedServer : IPostgresServer
{
    private const long RoomWanted = 2L << 30;

    private readonly string folder = Path.Combine(Root(), $"concierge-tests-{Guid.NewGuid():N}");
    private readonly EmbeddedPostgres postgres;

    public EmbeddedServer() =>
        postgres = new EmbeddedPostgres(folder, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=500");

    public Task StartAsync() => postgres.StartAsync(TestContext.Current.CancellationToken);

    public string ConnectionStringTo(string database) => postgres.ConnectionStringTo(database);

    public async ValueTask DisposeAsync()
    {
        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Memory where there is enough of it, else the temporary folder.</summary>
    public static string Root()
    {
        const string Memory = "/dev/shm";
        return Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > RoomWanted ? Memory : Path.GetTempPath();
    }
}
