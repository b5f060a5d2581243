using System.Globalization;
using Concierge.Api.Http;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>
/// Keeps connections below the number of files that the process may open (RLIMIT_NOFILE, getrlimit(2)). Each connection is an open file;
/// without files left, the process cannot accept, use its database or log, and ends.
/// </summary>
internal static partial class OpenFiles
{
    /// <summary>Maximum number of connections by default.</summary>
    public const long MaxConnections = 10_000;

    /// <summary>Number of files that a server needs at least.</summary>
    public const long Enough = 4096;

    private const string Limits = "/proc/self/limits";

    /// <summary>Gets the number of connections by default: half of the files, the rest is for everything else.</summary>
    /// <param name="limit">Number of files that the process may open; null if it is not known.</param>
    public static long ConnectionsFor(long? limit) => Math.Min((limit ?? long.MaxValue) / 2, MaxConnections);

    /// <summary>
    /// Gets the number of files that this process may open (proc_pid_limits(5)). Null where it is not limited, and where it is not known:
    /// only Linux has the file.
    /// </summary>
    public static long? ReadLimit()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        const string Line = "Max open files";
        var soft = File.ReadLines(Limits).First(line => line.StartsWith(Line, StringComparison.Ordinal))[Line.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    /// <summary>Warns if few files can be open, or too few for the connections.</summary>
    public static void Warn(IServiceProvider services)
    {
        var connections = services.GetRequiredService<IOptions<HttpOptions>>().Value.MaxConnections;
        if (ReadLimit() is { } limit && (limit < Enough || connections > limit / 2))
        {
            FewFiles(
                services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OpenFiles)),
                limit, connections ?? ConnectionsFor(limit), Math.Max(Enough, 2 * connections ?? 0));
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The process may open {Files} files, and accepts {Connections} connections. "
            + "Raise the limit of files (ulimit -n) to {Enough}")]
    private static partial void FewFiles(ILogger logger, long files, long connections, long enough);
}
