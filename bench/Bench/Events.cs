using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using Concierge.Floor;
using Npgsql;

namespace Concierge.Bench;

/// <summary>The mode that measures the feed: streams, their memory and latency, the sequencer, and what the event costs a send.</summary>
internal static class Events
{
    /// <summary>Messages per second, each with one event.</summary>
    private const int Rate = 1000;

    /// <summary>Clients that send the messages, and sessions that run the statement alone.</summary>
    private const int Senders = 16;

    /// <summary>Files of a process beside its streams.</summary>
    private const int OtherFiles = 1000;

    public static async Task RunAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        CheckFileLimit(settings.Streams + OtherFiles);
        var data = new DataSet(settings.Messages);
        var (server, _, key) = await Modes.StartAsync(stage, data, settings, cancellationToken);
        using var client = server.ClientOf(key);
        await StreamsAsync(server, client, stage.Postmaster, settings, report, cancellationToken);
        await using var database = stage.Open(data);
        await DrainAsync(database, settings, report, cancellationToken);
        await stage.StopAsync(server);
        await SendAsync(database, data, stage.Postmaster, settings, report, cancellationToken);
    }

    /// <exception cref="InvalidOperationException">A process may not open so many files.</exception>
    private static void CheckFileLimit(int files)
    {
        var line = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[3];
        if (soft != "unlimited" && int.Parse(soft, CultureInfo.InvariantCulture) < files)
        {
            throw new InvalidOperationException($"A process may open {soft} files; this needs {files}: ulimit -n {files}.");
        }
    }

    /// <summary>
    /// Opens the streams and sends messages at a fixed rate. The latency begins with the time in the event, which the database takes just
    /// before the commit, and ends with the arrival at the client.
    /// </summary>
    private static async Task StreamsAsync(
        Server server, HttpClient client, int postmaster, Settings settings, Report report, CancellationToken cancellationToken)
    {
        // Memory that the first streams and sends take once is not counted.
        await using (var few = await EventStreams.OpenAsync(client, 100, cancellationToken))
        {
            await SendMessagesAsync(client, settings.Streams, settings.WarmUp, cancellationToken);
        }

        await server.RestAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await using var streams = await EventStreams.OpenAsync(client, settings.Streams, cancellationToken);
        var opened = Stopwatch.GetElapsedTime(started);
        var before = server.IdleMegabytes;
        await server.RestAsync(cancellationToken);
        report.Note("Streams", Text($"{settings.Streams:N0}, opened in {opened.TotalSeconds:F1} s"));
        report.Note("Memory of a stream without events", PerStream(server.IdleMegabytes));

        await SendMessagesAsync(client, settings.Streams, settings.WarmUp, cancellationToken);
        await streams.TakeAsync(2 * Rate * settings.WarmUp, cancellationToken);
        var (server0, database0) = (Proc.CpuOf(server.Pid), Proc.CpuOf(postmaster));
        var seconds = await SendMessagesAsync(client, settings.Streams, settings.Seconds, cancellationToken);
        var (serverCpu, databaseCpu) = (Proc.CpuOf(server.Pid) - server0, Proc.CpuOf(postmaster) - database0);
        var latencies = await streams.TakeAsync(2 * Rate * settings.Seconds, cancellationToken);
        report.Note("Events", Text($"{Rate * settings.Seconds / seconds:N0}/s, each to two streams; none lost"));
        report.Note("Cores, service / database", Text($"{serverCpu.TotalSeconds / seconds:F2} / {databaseCpu.TotalSeconds / seconds:F2}"));
        report.Note("From commit to client, p50 / p99 / greatest", Text(
            $"{latencies[(latencies.Length - 1) / 2]:F0} / {latencies[(latencies.Length - 1) * 99 / 100]:F0} / {latencies[^1]:F0} ms"));
        await server.RestAsync(cancellationToken);
        report.Note("Memory of a stream after them", PerStream(server.IdleMegabytes));

        string PerStream(double megabytes) => Text(
            $"{(megabytes - before) * 1024 / settings.Streams:F1} KiB (resident memory {before:F0} MB before, {megabytes:F0} MB)");
    }

    /// <summary>
    /// Sends messages between the users of the streams at the rate, or as fast as the service takes them. Returns the seconds that it took.
    /// </summary>
    private static async Task<double> SendMessagesAsync(HttpClient client, int users, int seconds, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async first =>
        {
            for (var i = first; i < Rate * seconds; i += Senders)
            {
                var early = TimeSpan.FromSeconds((double)i / Rate) - Stopwatch.GetElapsedTime(started);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early, cancellationToken);
                }

                var sender = Random.Shared.Next(users);
                var recipient = (sender + Random.Shared.Next(1, users)) % users;
                using var answer = await client.PostAsJsonAsync(
                    "/messages", new { sender_id = DataSet.User(sender), recipient_id = DataSet.User(recipient), body = "Hello" },
                    cancellationToken);
                answer.EnsureSuccessStatusCode();
            }
        }));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Fills the outbox in one transaction, and measures how long the sequencer of one process takes to empty it.</summary>
    private static async Task DrainAsync(
        NpgsqlDataSource database, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var rows = 2 * settings.Messages;
        await using var head = database.CreateCommand("SELECT last_position FROM event_feed");
        var end = (long)(await head.ExecuteScalarAsync(cancellationToken))! + rows;
        await using var fill = database.CreateCommand(
            $$"""
            WITH filled AS (
                INSERT INTO event_outbox (type, resource_id, user_a, user_b, occurred_at, data)
                SELECT 'message.created', 'ed2ccac0-84e1-859b-b1ca-5434a40d0c99-' || n, 'ann', 'bob', clock_timestamp(),
                       '{"conversation_id":"ed2ccac0-84e1-859b-b1ca-5434a40d0c99","sender_id":"ann","recipient_id":"bob","version":1}'
                FROM generate_series(1, {{rows}}) n)
            SELECT pg_notify('concierge_events', '')
            """);
        await fill.ExecuteNonQueryAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        while ((long)(await head.ExecuteScalarAsync(cancellationToken))! < end)
        {
            await Task.Delay(20, cancellationToken);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        report.Note("Sequencer", Text($"{rows:N0} waiting events in {seconds:F1} s, {rows / seconds:N0}/s"));
    }

    /// <summary>Runs the statement that sends a message, with the event and without it, in turn, on connections of its own.</summary>
    private static async Task SendAsync(
        NpgsqlDataSource database, DataSet data, int postmaster, Settings settings, Report report, CancellationToken cancellationToken)
    {
        (string A, string B)[] pairs = [.. data.SamplePairs(int.MaxValue)];
        List<(double PerSecond, double Cpu)> with = [], without = [];
        for (var turn = 0; turn < settings.Alternations; turn++)
        {
            foreach (var (sql, figures) in Modes.Turn([(SendStatement.WithEvent, with), (SendStatement.WithoutEvent, without)], turn))
            {
                await RunAsync(sql, seconds: 1);
                var cpu = Proc.CpuOf(postmaster);
                var load = await RunAsync(sql, seconds: 5);
                cpu = Proc.CpuOf(postmaster) - cpu;
                figures.Add((load.Requests / load.Seconds, cpu.TotalMicroseconds / load.Requests));
            }
        }

        var (one, other) = (Spread.Of(with.Select(of => of.PerSecond)), Spread.Of(without.Select(of => of.PerSecond)));
        report.Note("Sends by SQL alone, with event / without", Text($"{one.Median:N0} / {other.Median:N0} per second"));
        report.Note("A send with its event to one without: throughput", $"{Ratio(of => of.PerSecond)}");
        report.Note("A send with its event to one without: database CPU", $"{Ratio(of => of.Cpu)}");

        Spread Ratio(Func<(double PerSecond, double Cpu), double> value) =>
            Spread.Of(with.Zip(without, (first, second) => value(first) / value(second)));

        async Task<Load> RunAsync(string sql, int seconds)
        {
            var loads = await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                return await Load.RepeatAsync(seconds, async () =>
                {
                    var (a, b) = pairs[Random.Shared.Next(pairs.Length)];
                    var started = Stopwatch.GetTimestamp();
                    await using var command = new NpgsqlCommand(sql, connection)
                    {
                        Parameters =
                        {
                            new NpgsqlParameter<string> { TypedValue = a },
                            new NpgsqlParameter<string> { TypedValue = b },
                            new NpgsqlParameter<Guid> { TypedValue = ConversationId.Between(UserId.From(a), UserId.From(b)).Value },
                            new NpgsqlParameter<string> { TypedValue = "Hello" },
                        },
                    };
                    await command.ExecuteNonQueryAsync(cancellationToken);
                    return (1, [Stopwatch.GetElapsedTime(started).TotalMilliseconds]);
                });
            }));
            return new(
                loads.Sum(load => load.Requests), loads.Max(load => load.Seconds), loads.Average(load => load.P50),
                loads.Max(load => load.P99));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
