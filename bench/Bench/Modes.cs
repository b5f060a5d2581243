using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Concierge.Bench;

/// <summary>The modes that measure the build of the working tree alone.</summary>
internal static class Modes
{
    private const string Floor = "floor";

    private const string FloorWithoutResets = "floor without resets";

    /// <summary>Compares the service with the floor (and Express), and measures its memory and its start.</summary>
    public static async Task TableAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var data = new DataSet(settings.Messages);
        var (product, driver, key) = await StartAsync(stage, data, settings, cancellationToken);
        await product.RestAsync(cancellationToken);
        List<Server> servers =
        [
            product,
            await stage.StartFloorAsync(data, Floor, resets: true, cancellationToken),
            await stage.StartFloorAsync(data, FloorWithoutResets, resets: false, cancellationToken),
        ];
        if (settings.Express && await stage.TryStartExpressAsync(data, cancellationToken) is { } express)
        {
            servers.Add(express);
        }

        foreach (var server in servers)
        {
            await CheckSameAsync(product, key, server, key, cancellationToken);
        }

        report.Add(await AlternateAsync(servers, Operations.OfFloor, settings, _ => driver, cancellationToken));

        var (idle, load) = (product.IdleMegabytes, Proc.MegabytesOf(product.Pid, "VmHWM"));
        var (existing, first) = await stage.MeasureStartsAsync(cancellationToken);
        report.WriteComparison(Floor);
        report.WriteComparison(FloorWithoutResets);
        report.Note("Resident memory, idle / peak under load", $"{idle:F0} / {load:F0} MB");
        report.Note("Ready after start, this data / first start", $"{existing.TotalSeconds:F2} / {first.TotalSeconds:F2} s");
    }

    /// <summary>Compares the service on many rows with the service on few.</summary>
    public static async Task GrowthAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var servers = new Dictionary<Server, Driver>();
        foreach (var (name, messages) in new[] { ("large", settings.Messages), ("small", 100_000) })
        {
            var (server, driver, _) = await StartAsync(stage, new DataSet(messages, name), settings, cancellationToken, name);
            servers.Add(server, driver);
        }

        report.Add(await AlternateAsync([.. servers.Keys], Operations.Reads, settings, server => servers[server], cancellationToken));
        report.WriteComparison("small");
    }

    /// <summary>Compares page 10,000 of a list with its first page.</summary>
    public static async Task DepthAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        const int Pages = 10_000;
        const string First = "/messages?limit=5";
        var data = new DataSet(Math.Max(settings.Messages, 100_000));
        var (product, driver, _) = await StartAsync(stage, data, settings, cancellationToken);
        var path = await driver.FindPageAsync(product, First, Pages, cancellationToken);
        await driver.WarmUpAsync(product, "messages", cancellationToken, First);
        for (var turn = 0; turn < settings.Alternations; turn++)
        {
            foreach (var (name, target) in Turn([("page 1", First), ($"page {Pages}", path)], turn))
            {
                report.Add([await driver.MeasureAsync(product, "messages", cancellationToken, target) with { Server = name }]);
            }
        }

        report.WriteComparison("page 1");
    }

    /// <summary>Compares accepting SMS with sending messages.</summary>
    public static async Task SmsAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var (product, driver, _) = await StartAsync(stage, new DataSet(settings.Messages), settings, cancellationToken);
        await driver.WarmUpAsync(product, Operations.Send, cancellationToken);
        await driver.WarmUpAsync(product, Operations.Sms, cancellationToken);
        for (var turn = 0; turn < settings.Alternations; turn++)
        {
            foreach (var operation in Turn([Operations.Sms, Operations.Send], turn))
            {
                var sample = await driver.MeasureAsync(product, operation, cancellationToken);
                report.Add([sample with { Operation = "accepted", Server = operation }]);
            }
        }

        report.WriteComparison(Operations.Send);
    }

    /// <summary>Reads the list of all messages as a stream, twice, and measures the rate and the memory of the service.</summary>
    public static async Task WalkAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var (product, driver, key) = await StartAsync(stage, new DataSet(settings.Messages), settings, cancellationToken);
        await product.RestAsync(cancellationToken);
        report.Note("Resident memory, idle", $"{product.IdleMegabytes:F0} MB");
        using var client = product.ClientOf(key);
        foreach (var walk in new[] { "First walk", "Second walk" })
        {
            var started = Stopwatch.GetTimestamp();
            var (before, peak) = (Proc.MegabytesOf(product.Pid, "VmRSS"), 0.0);
            await using var sampler = new Timer(
                _ => peak = Math.Max(peak, Proc.MegabytesOf(product.Pid, "VmRSS")), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
            var rows = await driver.WalkAsync(client, cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            report.Note(walk, string.Create(
                CultureInfo.InvariantCulture,
                $"{rows:N0} rows in {seconds:F1} s, {rows / seconds:N0}/s; resident memory {before:F0} MB before, peak {peak:F0} MB"));
        }
    }

    /// <summary>Has many clients order one time at once, again and again: one gets it, the others are refused.</summary>
    public static async Task StormAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var rounds = 25 * settings.Alternations;
        var (product, driver, key) = await StartAsync(stage, new DataSet(settings.Messages), settings, cancellationToken);
        using var client = product.ClientOf(key);
        var (latencies, started) = (new List<double>(), Stopwatch.GetTimestamp());
        for (var round = 0; round < rounds; round++)
        {
            latencies.AddRange(await driver.StormAsync(client, cancellationToken));
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        report.Note("Answers 201", $"{rounds}");
        report.Note("Answers 409", $"{latencies.Count - rounds}");
        report.Note("Attempts per second", $"{latencies.Count / seconds:F0}");
        report.Note("Longest latency", $"{latencies.Max():F0} ms");
    }

    /// <summary>Reverses every second turn, so that drift favours none.</summary>
    public static IEnumerable<T> Turn<T>(IEnumerable<T> all, int turn) => turn % 2 == 0 ? all : all.Reverse();

    public static async Task<string> LoadAsync(Stage stage, DataSet data, Product product, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var key = await stage.LoadAsync(data, product, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine($"Loaded {data.Messages} messages of {data.Conversations} conversations in {seconds:F1} s.");
        return key;
    }

    /// <summary>
    /// Two servers are compared only if they answer the same reads with the same rows. The format of message ids depends on the build.
    /// </summary>
    /// <exception cref="InvalidOperationException">They answer differently.</exception>
    public static async Task CheckSameAsync(
        Server one, string keyOfOne, Server other, string keyOfOther, CancellationToken cancellationToken)
    {
        using var clientOfOne = one.ClientOf(keyOfOne);
        using var clientOfOther = other.ClientOf(keyOfOther);
        foreach (var path in new[] { "/users/u00000/conversations/u00001/messages?limit=50", "/users/u00000/conversations?limit=20" })
        {
            var rows = await RowsAsync(clientOfOne, path, cancellationToken);
            if (!rows.SequenceEqual(await RowsAsync(clientOfOther, path, cancellationToken)))
            {
                throw new InvalidOperationException($"{path}: {one.Name} and {other.Name} answer differently.");
            }
        }
    }

    public static async Task<(Server Server, Driver Driver, string Key)> StartAsync(
        Stage stage, DataSet data, Settings settings, CancellationToken cancellationToken, string name = "concierge")
    {
        var key = await LoadAsync(stage, data, Stage.Current, cancellationToken);
        var server = await stage.StartAsync(Stage.Current, name, data, cancellationToken);
        return (server, new Driver(settings, data, stage.Postmaster, key), key);
    }

    /// <summary>
    /// Warms every server up with every operation, since shared code is fully compiled only after some time; then measures them in turn.
    /// </summary>
    private static async Task<List<Sample>> AlternateAsync(
        List<Server> servers, string[] operations, Settings settings, Func<Server, Driver> driverOf, CancellationToken cancellationToken)
    {
        foreach (var operation in operations)
        {
            foreach (var server in servers)
            {
                await driverOf(server).WarmUpAsync(server, operation, cancellationToken);
            }
        }

        List<Sample> samples = [];
        foreach (var operation in operations)
        {
            for (var turn = 0; turn < settings.Alternations; turn++)
            {
                foreach (var server in Turn(servers, turn))
                {
                    samples.Add(await driverOf(server).MeasureAsync(server, operation, cancellationToken));
                }
            }
        }

        return samples;
    }

    private static async Task<List<string>> RowsAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        await using var stream = await client.GetStreamAsync(new Uri(path, UriKind.Relative), cancellationToken);
        using var answer = await JsonDocument.ParseAsync(stream, default, cancellationToken);
        return
        [
            .. from item in answer.RootElement.GetProperty("items").EnumerateArray()
               let message = item.TryGetProperty("last_message", out var last) ? last : item
               let text = $"{message.GetProperty("body")} {message.GetProperty("liked_by")}"
               select $"{message.GetProperty("conversation_id")} {text}",
        ];
    }
}
