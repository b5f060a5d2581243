using System.Globalization;
using System.Text.Json;

namespace Concierge.Bench;

/// <summary>What one server did for some seconds. Times in milliseconds, CPU in microseconds per request.</summary>
internal sealed record Sample(string Operation, string Server, long Requests, double PerSecond, double P50, double P99, double ServerCpu, double DatabaseCpu)
{
    public double Cpu => ServerCpu + DatabaseCpu;
}

/// <summary>Drives the servers of one database.</summary>
internal sealed class Wrk(Settings settings, DataSet data, int postmaster, string key)
{
    /// <summary>A slot is a window of three hours; the new orders of each run have some thousands of their own, from 2030 on.</summary>
    private const int FirstSlot = 175_320;

    private int runs;

    /// <summary>Warms a server up and throws the figures away.</summary>
    public Task WarmUpAsync(Server server, string operation, CancellationToken cancellationToken, string path = "") =>
        RunAsync(server, operation, settings.WarmUp, path, cancellationToken);

    public Task<Sample> MeasureAsync(Server server, string operation, CancellationToken cancellationToken, string path = "") =>
        RunAsync(server, operation, settings.Seconds, path, cancellationToken);

    private async Task<Sample> RunAsync(Server server, string operation, int seconds, string path, CancellationToken cancellationToken)
    {
        var run = runs++;
        var (serverBefore, databaseBefore) = (Proc.CpuOf(server.Pid), Proc.CpuOf(postmaster));
        var output = await Server.RunAsync(
            [
                "wrk", "-t2", $"-c{settings.Connections}", $"-d{seconds}s", "-s", Path.Combine(Stage.Root, "bench/load.lua"), server.Address.OriginalString, "--",
                operation, $"{run}", $"{data.Messages}", $"{data.Conversations}", $"{FirstSlot + run * 2000}", key, .. path.Length > 0 ? [path] : Array.Empty<string>(),
            ],
            [],
            cancellationToken);
        var (serverCpu, databaseCpu) = (Proc.CpuOf(server.Pid) - serverBefore, Proc.CpuOf(postmaster) - databaseBefore);
        var line = output.Split('\n').Single(line => line.StartsWith("RESULT ", StringComparison.Ordinal));
        var result = JsonSerializer.Deserialize<Result>(line["RESULT ".Length..], JsonSerializerOptions.Web)!;
        if (result.Failures > 0 || result.Requests == 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"{server.Name}, {operation}: {result.Failures} of {result.Requests} requests failed.\n{output}"));
        }

        return new(
            operation, server.Name, result.Requests, result.Requests * 1e6 / result.Microseconds, result.P50 / 1000.0, result.P99 / 1000.0,
            serverCpu.TotalMicroseconds / result.Requests, databaseCpu.TotalMicroseconds / result.Requests);
    }

    private sealed record Result(long Requests, long Microseconds, long P50, long P99, long Failures);
}
