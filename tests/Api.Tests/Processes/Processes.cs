using System.Globalization;
using Concierge.Api.Tests.Hosting;
using OsProcess = System.Diagnostics.Process;

namespace Concierge.Api.Tests.Processes;

/// <summary>Looks at the processes of this machine; Linux only (proc(5)).</summary>
internal static class Processes
{
    public const string LinuxOnly = "Processes are looked up in /proc, which only Linux has.";

    /// <summary>The PostgreSQL servers whose cluster lies in a data folder.</summary>
    public static IReadOnlyList<int> ServersOf(DataFolder folder) =>
        Find(folder, arguments => arguments[0].EndsWith("/postgres", StringComparison.Ordinal));

    /// <summary>The shells that watch over the server of a data folder.</summary>
    public static IReadOnlyList<int> ShellsOf(DataFolder folder) =>
        Find(folder, arguments => arguments[0].EndsWith("/sh", StringComparison.Ordinal));

    /// <summary>Everything that the embedded server of a data folder consists of.</summary>
    public static IReadOnlyList<int> AllOf(DataFolder folder) => Find(folder, _ => true);

    /// <summary>Waits until the servers and shells of a data folder have ended.</summary>
    public static Task UntilGoneAsync(DataFolder folder) =>
        Poll.UntilAsync(() => AllOf(folder).Count == 0, () => $"Still running: {string.Join(", ", AllOf(folder))}");

    public static async Task SignalAsync(int id, string signal)
    {
        using var kill = OsProcess.Start("kill", [$"-{signal}", id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static List<int> Find(DataFolder folder, Predicate<string[]> matches)
    {
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            try
            {
                // The program itself names the data folder, what it starts names the cluster in it.
                var arguments = File.ReadAllText(Path.Combine(directory, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
                if (arguments.Any(argument => argument.StartsWith(folder.Path + "/postgres", StringComparison.Ordinal))
                    && matches(arguments))
                {
                    found.Add(id);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended between being listed and being read.
            }
        }

        return found;
    }
}
