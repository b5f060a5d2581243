using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Concierge.Bench;

/// <summary>Sends requests to the servers of one database, most of them with wrk, and measures.</summary>
internal sealed class Driver(Settings settings, DataSet data, int postmaster, string key)
{
    /// <summary>A slot is a window of three hours; the new orders of each run have some thousands of their own, from 2030 on.</summary>
    private const int FirstSlot = 175_320;

    private const int StormClients = 64;

    /// <summary>Pages whose message ids are read: some thousands of ids from many conversations.</summary>
    private const int PagesOfIds = 200;

    private int runs;

    /// <summary>A file of message ids, one per line. Their format depends on the build.</summary>
    private string? messageIds;

    /// <summary>The next time that a storm orders: after all orders of wrk.</summary>
    private DateTime stormTime = new(3000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Warms a server up and discards the figures.</summary>
    public Task WarmUpAsync(Server server, string operation, CancellationToken cancellationToken, string path = "") =>
        RunAsync(server, operation, settings.WarmUp, path, cancellationToken);

    /// <param name="server">The server to measure.</param>
    /// <param name="operation">One of <see cref="Operations"/>.</param>
    /// <param name="cancellationToken">Stops the measurement.</param>
    /// <param name="path">A path to GET instead of those that load.lua makes for the operation.</param>
    /// <exception cref="InvalidOperationException">A request failed, or none was answered.</exception>
    public async Task<Sample> MeasureAsync(Server server, string operation, CancellationToken cancellationToken, string path = "")
    {
        var (serverBefore, databaseBefore) = (Proc.CpuOf(server.Pid), Proc.CpuOf(postmaster));
        var load = await RunAsync(server, operation, settings.Seconds, path, cancellationToken);
        if (load.Requests == 0)
        {
            throw new InvalidOperationException($"{server.Name}, {operation}: no answer in {settings.Seconds} s. The machine is too busy.");
        }

        var (serverCpu, databaseCpu) = (Proc.CpuOf(server.Pid) - serverBefore, Proc.CpuOf(postmaster) - databaseBefore);
        return new(
            operation, server.Name, load.Requests, load.Requests / load.Seconds, load.P50, load.P99,
            serverCpu.TotalMicroseconds / load.Requests, databaseCpu.TotalMicroseconds / load.Requests);
    }

    /// <summary>Follows the cursors of a list from its first page, and gets the path of a later one.</summary>
    public async Task<string> FindPageAsync(Server server, string first, int pages, CancellationToken cancellationToken)
    {
        using var client = server.ClientOf(key);
        var path = first;
        for (var page = 1; page < pages; page++)
        {
            await using var answer = await client.GetStreamAsync(new Uri(path, UriKind.Relative), cancellationToken);
            using var json = await JsonDocument.ParseAsync(answer, default, cancellationToken);
            path = $"{first}&cursor={Uri.EscapeDataString(json.RootElement.GetProperty("next_cursor").GetString()!)}";
        }

        return path;
    }

    /// <summary>Reads the list of all messages as one stream, and gets the number of its rows.</summary>
    public async Task<int> WalkAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/messages?include_deleted=true", UriKind.Relative));
        request.Headers.Accept.Add(new("application/x-ndjson"));
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await using var lines = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var (rows, buffer) = (0, new byte[64 * 1024]);
        for (int read; (read = await lines.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            rows += buffer.AsSpan(..read).Count((byte)'\n');
        }

        return rows == data.Messages
            ? rows
            : throw new InvalidOperationException($"The stream has {rows} rows; there are {data.Messages} messages.");
    }

    /// <summary>Has many clients order one time at once, and gets their latencies in milliseconds.</summary>
    /// <exception cref="InvalidOperationException">Not exactly one got the time, or another answer than 409 refused it.</exception>
    public async Task<double[]> StormAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var body = $$"""{"datetime":"{{stormTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}","totalfee":10,"services":[{"id":"n000"},{"id":"n001"}]}""";
        stormTime = stormTime.AddDays(1);
        var answers = await Task.WhenAll(Enumerable.Range(0, StormClients).Select(_ => PostOrderAsync(client, body, cancellationToken)));
        var created = answers.Count(answer => answer.Status == HttpStatusCode.Created);
        var refused = answers.Count(answer => answer.Status == HttpStatusCode.Conflict);
        return (created, refused) == (1, StormClients - 1)
            ? [.. answers.Select(answer => answer.Milliseconds)]
            : throw new InvalidOperationException($"Of {StormClients} orders for one time, {created} got 201 and {refused} got 409.");
    }

    private async Task<Load> RunAsync(Server server, string operation, int seconds, string path, CancellationToken cancellationToken)
    {
        if (operation is not (Operations.Walk or Operations.Storm))
        {
            return await RunWrkAsync(server, operation, seconds, path, cancellationToken);
        }

        using var client = server.ClientOf(key);
        return await Load.RepeatAsync(seconds, async () =>
        {
            if (operation == Operations.Storm)
            {
                var latencies = await StormAsync(client, cancellationToken);
                return (latencies.Length, latencies);
            }

            var started = Stopwatch.GetTimestamp();
            var rows = await WalkAsync(client, cancellationToken);
            return (rows, [Stopwatch.GetElapsedTime(started).TotalMilliseconds]);
        });
    }

    private async Task<Load> RunWrkAsync(Server server, string operation, int seconds, string path, CancellationToken cancellationToken)
    {
        var run = runs++;
        string[] wrk =
        [
            "wrk", "-t2", $"-c{settings.Connections}", $"-d{seconds}s", "-s", Path.Combine(Stage.Root, "bench/load.lua"),
            server.Address.OriginalString, "--",
            operation, $"{run}", $"{data.Messages}", $"{data.Conversations}", $"{FirstSlot + run * 2000}", key,
        ];
        messageIds ??= await SaveMessageIdsAsync(server, cancellationToken);
        var output = await Server.RunAsync(
            path.Length > 0 ? [.. wrk, path] : wrk, new() { ["MESSAGE_IDS"] = messageIds }, cancellationToken);
        var line = output.Split('\n').Single(line => line.StartsWith("RESULT ", StringComparison.Ordinal));
        var result = JsonSerializer.Deserialize<Result>(line["RESULT ".Length..], JsonSerializerOptions.Web)!;
        return result.Failures == 0
            ? new(result.Requests, result.Microseconds / 1e6, result.P50 / 1000.0, result.P99 / 1000.0)
            : throw new InvalidOperationException(
                $"{server.Name}, {operation}: {result.Failures} of {result.Requests} requests failed.\n{output}");
    }

    /// <summary>Reads the first page of many conversations and saves the ids of their messages beside the data.</summary>
    private async Task<string> SaveMessageIdsAsync(Server server, CancellationToken cancellationToken)
    {
        using var client = server.ClientOf(key);
        List<string> ids = [];
        foreach (var (a, b) in data.SamplePairs(PagesOfIds))
        {
            var path = new Uri($"/users/{a}/conversations/{b}/messages?limit=50", UriKind.Relative);
            await using var answer = await client.GetStreamAsync(path, cancellationToken);
            using var page = await JsonDocument.ParseAsync(answer, default, cancellationToken);
            ids.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(message => message.GetProperty("id").GetString()!));
        }

        var file = Path.Combine(Path.GetTempPath(), $"concierge-bench-{Environment.ProcessId}", $"{data.Database}.ids");
        await File.WriteAllLinesAsync(file, ids, cancellationToken);
        return file;
    }

    private static async Task<(HttpStatusCode Status, double Milliseconds)> PostOrderAsync(
        HttpClient client, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsync(new Uri("/orders", UriKind.Relative), content, cancellationToken);
        return (answer.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private sealed record Result(long Requests, long Microseconds, long P50, long P99, long Failures);
}
