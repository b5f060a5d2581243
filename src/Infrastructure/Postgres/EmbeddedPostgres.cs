using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Concierge.Application;
using Npgsql;

namespace Concierge.Infrastructure.Postgres;

/// <summary>
/// A private PostgreSQL for one program: its data in one folder, reachable through a Unix socket there and through no port, started with the program
/// and stopped with it, however the program ends.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>What a path to a Unix socket may be long at most on every system (unix(7): 108 bytes with the end; BSD: 104).</summary>
    private const int MaxSocketPath = 103;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string[] settings;
    private readonly string cluster;
    private readonly string log;
    private readonly string socketDirectory;
    private FileStream? guard;
    private Process? supervisor;

    /// <param name="dataDirectory">Where everything is kept; made if it is not there.</param>
    /// <param name="settings">Further server settings, <c>name=value</c>.</param>
    public EmbeddedPostgres(string dataDirectory, params string[] settings)
    {
        this.settings = settings;
        DataDirectory = Path.GetFullPath(dataDirectory);
        cluster = Path.Combine(DataDirectory, "postgres");
        log = Path.Combine(DataDirectory, "postgres.log");

        // A comma separates folders in PostgreSQL's setting and hosts in a connection string.
        socketDirectory = Encoding.UTF8.GetByteCount(Path.Combine(cluster, ".s.PGSQL.5432")) <= MaxSocketPath && !cluster.Contains(',', StringComparison.Ordinal)
            ? cluster
            : Path.Combine("/tmp", $"concierge-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DataDirectory)))[..16]}");
    }

    public string DataDirectory { get; }

    public string ConnectionString => ConnectionStringTo("concierge");

    public string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = socketDirectory,
        Username = "concierge",
        Database = database,
    }.ConnectionString;

    /// <summary>Makes the cluster if there is none, starts the server, and returns once it accepts connections.</summary>
    /// <exception cref="StartupException">It cannot be started; the message says why and what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new StartupException("The embedded PostgreSQL runs on Linux and macOS. Set ConnectionStrings__Concierge to a running PostgreSQL.");
        }

        try
        {
            Directory.CreateDirectory(DataDirectory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data folder cannot be made: {exception.Message} Name another one with Database__DataDirectory.");
        }

        TakeGuard();

        var binaries = await PostgresBinaries.FindAsync(CacheDirectory(), cancellationToken);
        var user = await ServerUser.FindAsync(DataDirectory, cancellationToken);
        await InitializeAsync(binaries, user, cancellationToken);
        await StopOrphanAsync(binaries, user, cancellationToken);
        if (socketDirectory != cluster)
        {
            await user.MakeDirectoryAsync(socketDirectory, cancellationToken);
        }

        Launch(binaries, user);
        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>Stops the server and gives the folder free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (supervisor is not null)
        {
            supervisor.StandardInput.Close();
            await supervisor.WaitForExitAsync();
            supervisor.Dispose();
            supervisor = null;
            if (socketDirectory != cluster)
            {
                Directory.Delete(socketDirectory, recursive: true);
            }
        }

        if (guard is not null)
        {
            await guard.DisposeAsync();
            guard = null;
        }
    }

    /// <summary>The lock on the folder (flock(2)): the system drops it with the process, so that no stale one is left behind.</summary>
    private void TakeGuard()
    {
        try
        {
            guard = new FileStream(Path.Combine(DataDirectory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new StartupException(
                $"Another instance is running on {DataDirectory}. Stop it, or give this one a folder of its own with Database__DataDirectory.");
        }
    }

    private async Task InitializeAsync(string binaries, ServerUser user, CancellationToken cancellationToken)
    {
        if (Directory.Exists(cluster))
        {
            return;
        }

        // Made under another name and then renamed: an interrupted first start leaves nothing that looks like a cluster.
        foreach (var leftover in Directory.GetDirectories(DataDirectory, "postgres.new-*"))
        {
            Directory.Delete(leftover, recursive: true);
        }

        var work = Path.Combine(DataDirectory, $"postgres.new-{Guid.NewGuid():N}");
        await user.MakeDirectoryAsync(work, cancellationToken);
        var locale = OperatingSystem.IsLinux() ? "C.UTF-8" : "C";
        await user.RunAsync(
            [Path.Combine(binaries, "initdb"), $"--locale={locale}", "-E", "UTF8", "-U", "concierge", "-A", "trust", "-D", work], cancellationToken);
        Directory.Move(work, cluster);
    }

    /// <summary>
    /// A server that outlived its program and its supervisor (both were killed) is stopped, and one that is stopping is waited for: it still holds
    /// the cluster and the socket.
    /// </summary>
    private async Task StopOrphanAsync(string binaries, ServerUser user, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(cluster, "postmaster.pid")) &&
            await user.TryRunAsync([Path.Combine(binaries, "pg_ctl"), "-D", cluster, "status"], cancellationToken))
        {
            await user.TryRunAsync([Path.Combine(binaries, "pg_ctl"), "-D", cluster, "-m", "fast", "-w", "stop"], cancellationToken);
        }
    }

    /// <summary>
    /// The server's parent is a shell that ignores the terminal's signals and watches for the end of its input. That end comes when this program closes
    /// it, and also when this program is killed: the shell then stops the server (SIGINT: fast shutdown). setsid keeps Ctrl-C from the server itself.
    /// The shell ends with the server.
    /// </summary>
    private void Launch(string binaries, ServerUser user)
    {
        const string Script = """
            trap '' INT TERM HUP
            log=$1; shift
            command -v setsid >/dev/null && set -- setsid "$@"
            exec 3<&0
            "$@" >>"$log" 2>&1 3<&- &
            server=$!
            { read -r _ <&3; kill -INT $server 2>/dev/null; } &
            reader=$!
            wait $server
            kill -KILL $reader 2>/dev/null
            """;
        string[] always =
        [
            "listen_addresses=",
            $"unix_socket_directories={socketDirectory}",
            "unix_socket_permissions=0700",

            // Short statements gain nothing from compiling, and a plan that is compiled now and then is a request that is slow now and then.
            "jit=off",

            // What a statement held is nobody's business in a log file.
            "log_min_error_statement=panic",
            "log_error_verbosity=terse",
        ];
        string[] server = [Path.Combine(binaries, "postgres"), "-D", cluster, .. always.Concat(settings).SelectMany(setting => new[] { "-c", setting })];
        supervisor = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", log, .. user.Command(server)])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
        });
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        await using var source = NpgsqlDataSource.Create(ConnectionStringTo("postgres") + ";Pooling=false");
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(timeout.Token);
#pragma warning disable RS0030 // Administration: the database does not exist yet.
                await using var exists = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'concierge')", connection);
                if (!(bool)(await exists.ExecuteScalarAsync(timeout.Token))!)
                {
                    await using var create = new NpgsqlCommand("CREATE DATABASE concierge", connection);
                    await create.ExecuteNonQueryAsync(timeout.Token);
                }
#pragma warning restore RS0030

                return;
            }
            catch (NpgsqlException) when (!timeout.IsCancellationRequested && !supervisor!.HasExited)
            {
                await Task.Delay(20, timeout.Token);
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new StartupException($"The embedded PostgreSQL did not start. The end of {log}:\n{LogTail()}");
            }
        }
    }

    private string LogTail() => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(10)) : "(empty)";

    /// <summary>Where a fetched PostgreSQL is kept; under root, where the server's user can read it.</summary>
    private static string CacheDirectory()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return "/var/cache/concierge";
        }

        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(
            string.IsNullOrEmpty(cache) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : cache, "concierge");
    }
}
