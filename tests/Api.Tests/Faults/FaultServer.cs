using System.Globalization;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Postgres;

namespace Concierge.Api.Tests.Faults;

/// <summary>
/// A PostgreSQL server that tests can stop, kill and freeze. It does without protection against a crash of the machine (fsync), but
/// survives a crash of the server.
/// </summary>
internal sealed class FaultServer : IPostgresServer
{
    private readonly string folder = Path.Combine(EmbeddedServer.Root(), $"concierge-faults-{Guid.NewGuid():N}");
    private readonly EmbeddedPostgres postgres;

    public FaultServer() => postgres = new EmbeddedPostgres(folder, "fsync=off", "full_page_writes=off");

    public Task StartAsync() => postgres.StartAsync(TestContext.Current.CancellationToken);

    public string ConnectionStringTo(string database) => postgres.ConnectionStringTo(database);

    /// <summary>Stops the server: its clients are told (fast shutdown).</summary>
    public Task StopAsync() => postgres.DisposeAsync().AsTask();

    /// <summary>Has the server leave everything as it is (immediate shutdown); the next start recovers.</summary>
    public async Task CrashAsync()
    {
        await Processes.Processes.SignalAsync(Postmaster(), "QUIT");
        await StopAsync();
    }

    /// <summary>
    /// Freezes every process of the server during an action. The operating system still accepts connections, but nothing answers.
    /// </summary>
    public async Task HangWhileAsync(Func<Task> act)
    {
        var postmaster = Postmaster();

        // The parent first, so that it starts no more.
        await Processes.Processes.SignalAsync(postmaster, "STOP");
        var hanging = new[] { postmaster }.Concat(ChildrenOf(postmaster)).ToArray();
        try
        {
            foreach (var process in hanging)
            {
                await Processes.Processes.SignalAsync(process, "STOP");
            }

            await act();
        }
        finally
        {
            foreach (var process in hanging)
            {
                await Processes.Processes.SignalAsync(process, "CONT");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private int Postmaster() => Number(File.ReadLines(Path.Combine(folder, "postgres", "postmaster.pid")).First());

    private static IEnumerable<int> ChildrenOf(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>The server of a test class, and databases on it.</summary>
public sealed class FaultServerFixture : IAsyncLifetime
{
    internal FaultServer Server { get; } = new();

    internal TestDatabases Databases { get; }

    public FaultServerFixture() => Databases = new(Server);

    public ValueTask InitializeAsync() => Databases.InitializeAsync();

    public ValueTask DisposeAsync() => Databases.DisposeAsync();
}
