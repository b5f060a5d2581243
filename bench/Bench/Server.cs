using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Concierge.Bench;

/// <summary>A server under measurement, on a free port of the loopback interface. Disposing it stops it by its process id.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task output;

    private Server(string name, Uri address, Process process)
    {
        (Name, Address, this.process) = (name, address, process);

        // The log is read through a pipe, as a container engine does.
        output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public string Name { get; }

    public Uri Address { get; }

    public int Pid => process.Id;

    /// <summary>Gets the time from the start to the first answer that it is ready.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Gets the resident memory before the first request.</summary>
    public double IdleMegabytes { get; private set; }

    /// <summary>Starts a server whose address is set by an environment variable, and waits until it is ready.</summary>
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
                    var errors = await server.process.StandardError.ReadToEndAsync(cancellationToken);
                    throw new InvalidOperationException($"{name} ended with exit code {server.process.ExitCode}: {errors}");
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

    /// <summary>Runs a program to its end and gets its standard output.</summary>
    /// <exception cref="InvalidOperationException">The exit code is not 0.</exception>
    public static async Task<string> RunAsync(string[] command, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        using var process = Start(command, environment);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException(
                    $"{string.Join(' ', command)} ended with exit code {process.ExitCode}: {await output}{await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public HttpClient ClientOf(string key)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Waits until the start-up work has ended, and records the idle memory.</summary>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        IdleMegabytes = Proc.MegabytesOf(Pid, "VmRSS");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await RunAsync(["kill", "-TERM", $"{Pid}"], [], CancellationToken.None);
                await process.WaitForExitAsync(timeout.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
            {
                // Too slow, or already gone.
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

    /// <summary>Starts a program in a session of its own: Ctrl-C reaches only the benchmark, which stops its programs in order.</summary>
    private static Process Start(string[] command, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("setsid", command) { RedirectStandardOutput = true, RedirectStandardError = true };
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
