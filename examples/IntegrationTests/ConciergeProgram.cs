using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace Shop.IntegrationTests;

/// <summary>Concierge as a process of its own, on a free port of this machine.</summary>
internal sealed class ConciergeProgram : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<string> output = [];
    private readonly Process process;

    private ConciergeProgram(Process process, Uri address)
    {
        (this.process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>Runs a command of the program to its end.</summary>
    /// <returns>The last line of its output.</returns>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] command)
    {
        using var process = StartProcess(settings, command);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Timeout);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.TrimEnd().Split('\n')[^1] : throw new InvalidOperationException(await errors);
    }

    /// <summary>Starts the server.</summary>
    public static ConciergeProgram Start(IReadOnlyDictionary<string, string> settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        return new(StartProcess(settings, "--urls", address.ToString()), address);
    }

    /// <summary>Waits until the server serves requests.</summary>
    public async Task UntilReadyAsync(ConciergeClient client)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(timeout.Token))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"Concierge did not start:\n{string.Join('\n', output)}");
            }

            try
            {
                await client.GetReadinessAsync(timeout.Token);
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or ConciergeException)
            {
                // The server does not listen yet, or is not ready.
            }
        }
    }

    /// <summary>Stops the server, and the embedded PostgreSQL with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
        }
        else
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(Timeout);
        process.Dispose();
    }

    private static Process StartProcess(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var program = typeof(ConciergeProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == nameof(ConciergeProgram)).Value!;
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in settings)
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
