using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Concierge.Bench;

/// <summary>What Linux tells about processes (proc(5)).</summary>
internal static class Proc
{
    /// <summary>CPU time used so far: by the process, and by its children and those that it has outlived.</summary>
    public static TimeSpan CpuOf(int pid)
    {
        var own = Stat(pid);
        var ticks = own[11] + own[12] + own[13] + own[14] + ChildrenOf(pid).Sum(child => Stat(child) is { Length: > 0 } stat ? stat[11] + stat[12] : 0);
        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    /// <summary>A line of /proc/PID/status such as VmRSS, in megabytes, with the children's.</summary>
    public static double MegabytesOf(int pid, string name) => ChildrenOf(pid).Append(pid).Sum(id => Status(id, name)) / 1024;

    private static double Status(int pid, string name) =>
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..]
            ? double.Parse(kilobytes, CultureInfo.InvariantCulture)
            : 0;

    private static List<int> ChildrenOf(int pid) =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(id => Stat(id) is { Length: > 0 } stat && stat[1] == pid)];

    /// <summary>The fields after the name, the state as 0; none when the process has gone.</summary>
    private static long[] Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return [.. text[(text.LastIndexOf(')') + 2)..].Split(' ').Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}

/// <summary>A server that is measured, stopped by its own id.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task output;

    private Server(string name, Uri address, Process process)
    {
        (Name, Address, this.process) = (name, address, process);

        // As where containers run, somebody reads the log through a pipe.
        output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public string Name { get; }

    public Uri Address { get; }

    public int Pid => process.Id;

    /// <summary>From its start to the first answer that it is ready.</summary>
    public TimeSpan StartTime { get; private set; }

    public double IdleMegabytes { get; private set; }

    /// <summary>Starts a program that listens where the variable says, and waits until it is ready.</summary>
    public static async Task<Server> StartAsync(
        string name, string[] command, Dictionary<string, string> environment, string urlVariable, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        environment = new(environment) { [urlVariable] = urlVariable == "PORT" ? $"{address.Port}" : address.OriginalString };
        var started = Stopwatch.GetTimestamp();
        var server = new Server(name, address, Start(command, environment));
        try
        {
            using var client = new HttpClient { BaseAddress = address };
            while (!await IsReadyAsync(client, cancellationToken))
            {
                if (server.process.HasExited)
                {
                    throw new InvalidOperationException($"{name} ended with {server.process.ExitCode}: {await server.process.StandardError.ReadToEndAsync(cancellationToken)}");
                }

                await Task.Delay(5, cancellationToken);
            }

            server.StartTime = Stopwatch.GetElapsedTime(started);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program to its end, and gives what it wrote on standard output.</summary>
    public static async Task<string> RunAsync(string[] command, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        using var process = Start(command, environment);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {await output}{await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Lets it rest, and notes how much memory it then holds.</summary>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        IdleMegabytes = Proc.MegabytesOf(Pid, "VmRSS");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await RunAsync(["kill", "-TERM", $"{Pid}"], [], CancellationToken.None);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        await output;
        process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Process Start(string[] command, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
