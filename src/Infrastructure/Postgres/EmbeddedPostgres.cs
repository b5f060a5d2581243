using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Concierge.Application;
using Npgsql;

namespace Concierge.Infrastructure.Postgres;

/// <summary>
/// A private PostgreSQL for one program. Its data is in one directory. It listens on a Unix socket there and on no port. It stops with the
/// program, however the program ends (decision 0002).
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>Longest path of a Unix socket that every system supports, in bytes (unix(7): 108 with the terminator; BSD: 104).</summary>
    private const int MaxSocketPath = 103;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string[] settings;
    private readonly string cluster;
    private readonly string log;
    private readonly string socketDirectory;
    private FileStream? guard;
    private Process? supervisor;

    /// <param name="dataDirectory">The data directory; created if it does not exist.</param>
    /// <param name="settings">Additional server settings, <c>name=value</c>.</param>
    public EmbeddedPostgres(string dataDirectory, params string[] settings)
    {
        this.settings = settings;
        DataDirectory = Path.GetFullPath(dataDirectory);
        cluster = Path.Combine(DataDirectory, "postgres");
        log = Path.Combine(DataDirectory, "postgres.log");

        // A comma separates directories in PostgreSQL's setting and hosts in a connection string. Another user of the machine must not be
        // able to create the directory first, so its name cannot be predicted.
        socketDirectory = Encoding.UTF8.GetByteCount(Path.Combine(cluster, ".s.PGSQL.5432")) <= MaxSocketPath
            && !cluster.Contains(',', StringComparison.Ordinal)
            ? cluster
            : Path.Combine("/tmp", $"concierge-{RandomNumberGenerator.GetHexString(32, lowercase: true)}");
    }

    public string DataDirectory { get; }

    /// <summary>Gets the time that the server has to stop before it is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public string ConnectionString => ConnectionStringTo("concierge");

    public string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = socketDirectory,
        Username = "concierge",
        Database = database,
    }.ConnectionString;

    /// <summary>Creates the cluster if there is none, and starts the server. Returns once it accepts connections.</summary>
    /// <exception cref="StartupException">The server cannot be started; the message says why and what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new StartupException(
                "The embedded PostgreSQL runs on Linux and macOS. Set ConnectionStrings__Concierge to a running PostgreSQL.");
        }

        try
        {
            CreateDataDirectory();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The data directory cannot be created: {exception.Message} Set another one with Database__DataDirectory.");
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

    /// <summary>
    /// Creates the data directory for this user alone. Under root, the user of the server must be able to enter it. An existing directory
    /// keeps its mode, because the operator chose it.
    /// </summary>
    [UnsupportedOSPlatform("windows")]
    private void CreateDataDirectory()
    {
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(
            DataDirectory,
            Environment.IsPrivilegedProcess ? mode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : mode);
    }

    /// <summary>Stops the server and releases the data directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (supervisor is not null)
        {
            await StopAsync(supervisor);
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

    /// <summary>
    /// Stops the server by the end of the supervisor's input. A server that does not stop in time is killed; PostgreSQL recovers at the
    /// next start.
    /// </summary>
    private async Task StopAsync(Process process)
    {
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(StopTimeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Locks the data directory (flock(2)). The kernel releases the lock with the process, so no stale lock remains.</summary>
    [UnsupportedOSPlatform("windows")]
    private void TakeGuard()
    {
        try
        {
            guard = new FileStream(Path.Combine(DataDirectory, "lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException)
        {
            throw new StartupException(
                $"Another instance is running on {DataDirectory}. Stop it, or set another directory with Database__DataDirectory.");
        }
    }

    private async Task InitializeAsync(string binaries, ServerUser user, CancellationToken cancellationToken)
    {
        if (Directory.Exists(cluster))
        {
            return;
        }

        // Created under a temporary name and then renamed. An interrupted first start leaves nothing that looks like a cluster.
        foreach (var leftover in Directory.GetDirectories(DataDirectory, "postgres.new-*"))
        {
            Directory.Delete(leftover, recursive: true);
        }

        var work = Path.Combine(DataDirectory, $"postgres.new-{Guid.NewGuid():N}");
        await user.MakeDirectoryAsync(work, cancellationToken);
        var locale = OperatingSystem.IsLinux() ? "C.UTF-8" : "C";
        await user.RunAsync(
            [Path.Combine(binaries, "initdb"), $"--locale={locale}", "-E", "UTF8", "-U", "concierge", "-A", "trust", "-D", work],
            cancellationToken);
        Directory.Move(work, cluster);
    }

    /// <summary>
    /// Stops a server that outlived its program and its supervisor because both were killed, and waits for a server that is stopping.
    /// Either would still hold the cluster and the socket.
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
    /// Starts the server under the supervisor script, which stops it at the end of its input: when this program closes the input, or is
    /// killed.
    /// </summary>
    private void Launch(string binaries, ServerUser user)
    {
        string[] always =
        [
            "listen_addresses=",
            $"unix_socket_directories={socketDirectory}",
            "unix_socket_permissions=0700",

            // Compilation gains nothing for short statements and makes single requests slow.
            "jit=off",

            // Keeps statements, which contain personal data, out of the log file.
            "log_min_error_statement=panic",
            "log_error_verbosity=terse",
        ];
        string[] server =
            [Path.Combine(binaries, "postgres"), "-D", cluster, .. always.Concat(settings).SelectMany(setting => new[] { "-c", setting })];
        supervisor = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", ReadScript(), "sh", log, .. user.Command(server)])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
        });
    }

    private static string ReadScript()
    {
        using var script = new StreamReader(typeof(EmbeddedPostgres).Assembly.GetManifestResourceStream("supervise.sh")!);
        return script.ReadToEnd();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        await using var source = NpgsqlDataSource.Create(ConnectionStringTo("postgres") + ";Pooling=false");
        while (true)
        {
            if (!IsReady() && !timeout.IsCancellationRequested && !supervisor!.HasExited)
            {
                await Task.Delay(20, cancellationToken);
                continue;
            }

            try
            {
                await using var connection = await source.OpenConnectionAsync(timeout.Token);
#pragma warning disable RS0030 // Administration: the database does not exist yet.
                await using var exists = new NpgsqlCommand(
                    "SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'concierge')", connection);
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
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested)
            {
                throw new StartupException($"The embedded PostgreSQL did not start. The end of {log}:\n{LogTail()}");
            }
        }
    }

    /// <summary>
    /// Whether the server says in line 8 of its lock file that it accepts connections; pg_ctl waits for the same. A connection before that
    /// would leave an error in its log.
    /// </summary>
    private bool IsReady()
    {
        try
        {
            return File.ReadLines(Path.Combine(cluster, "postmaster.pid")).ElementAtOrDefault(7)?.TrimEnd() == "ready";
        }
        catch (IOException)
        {
            // It is not there yet.
            return false;
        }
    }

    private string LogTail() => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(10)) : "(empty)";

    /// <summary>Returns the directory for fetched copies of PostgreSQL; under root, one that the server's user can read.</summary>
    private static string CacheDirectory()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return "/var/cache/concierge";
        }

        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(
            string.IsNullOrEmpty(cache) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : cache,
            "concierge");
    }
}
