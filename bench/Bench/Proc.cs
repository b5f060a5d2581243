using System.Globalization;

namespace Concierge.Bench;

/// <summary>Reads CPU time and memory of processes from /proc (proc(5)).</summary>
internal static class Proc
{
    /// <summary>Gets the CPU time of a process and its children, those that have ended included.</summary>
    public static TimeSpan CpuOf(int pid)
    {
        var own = Stat(pid);
        var children = ChildrenOf(pid).Sum(child => Stat(child) is { Length: > 0 } stat ? stat[11] + stat[12] : 0);
        return TimeSpan.FromMilliseconds((own[11] + own[12] + own[13] + own[14] + children) * 10);
    }

    /// <summary>Gets a line of /proc/PID/status such as VmRSS, in megabytes, summed over a process and its children.</summary>
    public static double MegabytesOf(int pid, string name) => ChildrenOf(pid).Append(pid).Sum(id => Status(id, name)) / 1024;

    private static double Status(int pid, string name)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(fields[1], CultureInfo.InvariantCulture);
    }

    private static List<int> ChildrenOf(int pid) =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(id => Stat(id) is { Length: > 0 } stat && stat[1] == pid)];

    /// <summary>Gets the fields after the process's name, the state as 0; none when the process has ended.</summary>
    private static long[] Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return
            [
                .. text[(text.LastIndexOf(')') + 2)..].Split(' ')
                    .Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : 0),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
