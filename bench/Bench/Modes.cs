using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Concierge.Bench;

internal static class Modes
{
    /// <summary>Lists and point reads, whose cost must not hang on how many rows there are.</summary>
    private static readonly string[] Reads =
    [
        "message", "page", "conversations", "conversation", "messages", "own_messages", "user", "users", "contacts",
        "order", "orders", "service_orders", "service", "services", "availability",
    ];

    private const string Floor = "floor";

    private const string FloorWithoutResets = "floor without resets";

    private static readonly string[] Compared = ["message", "page", "conversations", "send", "order_create"];

    /// <summary>The service against the floor (and Express), in turn, with its memory and its start.</summary>
    public static async Task TableAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var data = new DataSet(settings.Messages);
        var key = await LoadAsync(stage, data, cancellationToken);
        var product = await stage.StartProductAsync(data, cancellationToken);
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
            await CheckSameAsync(product, server, key, cancellationToken);
        }

        var wrk = new Wrk(settings, data, stage.Postmaster, key);
        report.Add(await AlternateAsync(servers, Compared, settings, _ => wrk, cancellationToken));

        var (idle, load) = (product.IdleMegabytes, Proc.MegabytesOf(product.Pid, "VmHWM"));
        var (existing, first) = await stage.MeasureStartsAsync(cancellationToken);
        report.WriteComparison(Floor);
        report.WriteComparison(FloorWithoutResets);
        report.Note("Resident memory, idle / most under load", $"{idle:F0} / {load:F0} MB");
        report.Note("Ready after start, this data / from nothing", $"{existing.TotalSeconds:F2} / {first.TotalSeconds:F2} s");
    }

    /// <summary>The service on few rows against itself on many, in turn.</summary>
    public static async Task GrowthAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var servers = new Dictionary<Server, Wrk>();
        foreach (var (name, messages) in new[] { ("large", settings.Messages), ("small", 100_000) })
        {
            var data = new DataSet(messages, name);
            var key = await LoadAsync(stage, data, cancellationToken);
            servers.Add(await stage.StartProductAsync(data, cancellationToken, name), new Wrk(settings, data, stage.Postmaster, key));
        }

        report.Add(await AlternateAsync([.. servers.Keys], Reads, settings, server => servers[server], cancellationToken));
        report.WriteComparison("small");
    }

    /// <summary>The first page of a list against the ten thousandth, to which its cursors lead.</summary>
    public static async Task DepthAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        const int Pages = 10_000;
        const string First = "/messages?limit=5";
        var data = new DataSet(Math.Max(settings.Messages, 100_000));
        var key = await LoadAsync(stage, data, cancellationToken);
        var product = await stage.StartProductAsync(data, cancellationToken);
        using var client = ClientOf(product, key);
        var path = First;
        for (var page = 1; page < Pages; page++)
        {
            using var answer = await JsonDocument.ParseAsync(await client.GetStreamAsync(new Uri(path, UriKind.Relative), cancellationToken), default, cancellationToken);
            path = $"{First}&cursor={Uri.EscapeDataString(answer.RootElement.GetProperty("next_cursor").GetString()!)}";
        }

        var wrk = new Wrk(settings, data, stage.Postmaster, key);
        await wrk.WarmUpAsync(product, "messages", cancellationToken, First);
        for (var turn = 0; turn < settings.Alternations; turn++)
        {
            foreach (var (name, target) in Turn([("page 1", First), ($"page {Pages}", path)], turn))
            {
                report.Add([await wrk.MeasureAsync(product, "messages", cancellationToken, target) with { Server = name }]);
            }
        }

        report.WriteComparison("page 1");
    }

    /// <summary>SMS that are accepted against messages that are sent.</summary>
    public static async Task SmsAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var data = new DataSet(settings.Messages);
        var key = await LoadAsync(stage, data, cancellationToken);
        var product = await stage.StartProductAsync(data, cancellationToken);
        var wrk = new Wrk(settings, data, stage.Postmaster, key);
        await wrk.WarmUpAsync(product, "send", cancellationToken);
        await wrk.WarmUpAsync(product, "sms", cancellationToken);
        for (var turn = 0; turn < settings.Alternations; turn++)
        {
            foreach (var operation in Turn(["sms", "send"], turn))
            {
                report.Add([await wrk.MeasureAsync(product, operation, cancellationToken) with { Operation = "accepted", Server = operation }]);
            }
        }

        report.WriteComparison("send");
    }

    /// <summary>The list of all messages as a stream, from its first line to its last, twice: how fast it comes, and how much memory the service takes for it.</summary>
    public static async Task WalkAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var data = new DataSet(settings.Messages);
        var key = await LoadAsync(stage, data, cancellationToken);
        var product = await stage.StartProductAsync(data, cancellationToken);
        await product.RestAsync(cancellationToken);
        report.Note("Resident memory at rest", $"{product.IdleMegabytes:F0} MB");
        using var client = ClientOf(product, key);
        client.DefaultRequestHeaders.Accept.Add(new("application/x-ndjson"));
        foreach (var walk in new[] { "First walk", "Second walk" })
        {
            var started = Stopwatch.GetTimestamp();
            var (before, most) = (Proc.MegabytesOf(product.Pid, "VmRSS"), 0.0);
            var rows = 0;
            using (var sampler = new Timer(_ => most = Math.Max(most, Proc.MegabytesOf(product.Pid, "VmRSS")), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100)))
            {
                await using var lines = await client.GetStreamAsync(new Uri("/messages?include_deleted=true", UriKind.Relative), cancellationToken);
                var buffer = new byte[64 * 1024];
                for (int read; (read = await lines.ReadAsync(buffer, cancellationToken)) > 0;)
                {
                    rows += buffer.AsSpan(..read).Count((byte)'\n');
                }
            }

            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            report.Note(walk, string.Create(
                CultureInfo.InvariantCulture, $"{rows:N0} rows in {seconds:F1} s, {rows / seconds:N0} a second; resident memory {before:F0} MB before, {most:F0} MB at most"));
            if (rows != data.Messages)
            {
                throw new InvalidOperationException($"There are {data.Messages} messages.");
            }
        }
    }

    /// <summary>Many clients want one time at once, again and again: one gets it, the others hear why not.</summary>
    public static async Task StormAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        const int Clients = 64;
        var rounds = 25 * settings.Alternations;
        var data = new DataSet(settings.Messages);
        var key = await LoadAsync(stage, data, cancellationToken);
        using var client = ClientOf(await stage.StartProductAsync(data, cancellationToken), key);
        var at = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var (statuses, waits, started) = (new List<HttpStatusCode>(), new List<double>(), Stopwatch.GetTimestamp());
        for (var round = 0; round < rounds; round++, at = at.AddDays(1))
        {
            var body = $$"""{"datetime":"{{at:yyyy-MM-dd'T'HH:mm:ss'Z'}}","totalfee":10,"services":[{"id":"n000"},{"id":"n001"}]}""";
            var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => PostOrderAsync(client, body, cancellationToken)));
            statuses.AddRange(answers.Select(answer => answer.Status));
            waits.AddRange(answers.Select(answer => answer.Milliseconds));
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (var status in statuses.CountBy(status => status).OrderBy(status => status.Key))
        {
            report.Note($"Answers {(int)status.Key}", status.Value.ToString(CultureInfo.InvariantCulture));
        }

        report.Note("Attempts per second", $"{statuses.Count / seconds:F0}");
        report.Note("Longest wait", $"{waits.Max():F0} ms");
        if (statuses.Count(status => status == HttpStatusCode.Created) != rounds || statuses.Exists(status => status is not (HttpStatusCode.Created or HttpStatusCode.Conflict)))
        {
            throw new InvalidOperationException($"Of {rounds} times, each was to be given away once, and refused with 409 otherwise.");
        }
    }

    /// <summary>
    /// Warms every server up with everything, as what they have in common is compiled for good only after some time; then measures all of them as often as
    /// wanted, in changing order, so that what drifts favours none.
    /// </summary>
    private static async Task<List<Sample>> AlternateAsync(
        List<Server> servers, string[] operations, Settings settings, Func<Server, Wrk> wrkOf, CancellationToken cancellationToken)
    {
        foreach (var operation in operations)
        {
            foreach (var server in servers)
            {
                await wrkOf(server).WarmUpAsync(server, operation, cancellationToken);
            }
        }

        List<Sample> samples = [];
        foreach (var operation in operations)
        {
            for (var turn = 0; turn < settings.Alternations; turn++)
            {
                foreach (var server in Turn(servers, turn))
                {
                    samples.Add(await wrkOf(server).MeasureAsync(server, operation, cancellationToken));
                }
            }
        }

        return samples;
    }

    private static IEnumerable<T> Turn<T>(IEnumerable<T> all, int turn) => turn % 2 == 0 ? all : all.Reverse();

    private static async Task<string> LoadAsync(Stage stage, DataSet data, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var key = await stage.LoadAsync(data, cancellationToken);
        Console.WriteLine($"Loaded {data.Messages} messages of {data.Conversations} conversations in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s.");
        return key;
    }

    /// <summary>Two servers are compared only if they answer the same reads with the same rows.</summary>
    private static async Task CheckSameAsync(Server one, Server other, string key, CancellationToken cancellationToken)
    {
        using var clientOfOne = ClientOf(one, key);
        using var clientOfOther = ClientOf(other, key);
        foreach (var path in new[] { "/users/u00000/conversations/u00001/messages?limit=50", "/users/u00000/conversations?limit=20" })
        {
            var (rows, others) = (await RowsAsync(clientOfOne, path, cancellationToken), await RowsAsync(clientOfOther, path, cancellationToken));
            if (!rows.SequenceEqual(others))
            {
                throw new InvalidOperationException($"{path}: {one.Name} and {other.Name} answer differently.");
            }
        }
    }

    private static async Task<List<string>> RowsAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        using var answer = await JsonDocument.ParseAsync(await client.GetStreamAsync(new Uri(path, UriKind.Relative), cancellationToken), default, cancellationToken);
        return
        [
            .. from item in answer.RootElement.GetProperty("items").EnumerateArray()
               let message = item.TryGetProperty("last_message", out var last) ? last : item
               select $"{item.GetProperty("id")} {message.GetProperty("id")} {message.GetProperty("body")} {message.GetProperty("liked_by")}",
        ];
    }

    private static HttpClient ClientOf(Server server, string key)
    {
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task<(HttpStatusCode Status, double Milliseconds)> PostOrderAsync(HttpClient client, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsync(new Uri("/orders", UriKind.Relative), content, cancellationToken);
        return (answer.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }
}
