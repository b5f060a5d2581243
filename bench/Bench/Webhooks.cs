using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Npgsql;

namespace Concierge.Bench;

/// <summary>The mode that measures webhooks: deliveries per second, and the lag of fast endpoints with and without a slow one.</summary>
internal static class Webhooks
{
    /// <summary>Endpoints that answer at once.</summary>
    private const int FastEndpoints = 10;

    /// <summary>Events per second while the lag is measured.</summary>
    private const int Rate = 100;

    /// <summary>The event that one endpoint gets.</summary>
    private const string One = "user.updated";

    /// <summary>The event that the fast endpoints get.</summary>
    private const string Fast = "message.created";

    /// <summary>The event that the fast endpoints and the slow one get.</summary>
    private const string Both = "order.created";

    public static async Task RunAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        var data = new DataSet(settings.Messages);
        await Modes.LoadAsync(stage, data, Stage.Current, cancellationToken);
        await using var receiver = await WebhookReceiver.StartAsync(cancellationToken);
        await CreateEndpointsAsync(stage, data, receiver, cancellationToken);
        var server = await stage.StartAsync(Stage.Current, "concierge", data, cancellationToken);
        await using var database = stage.Open(data);
        await DeliverAsync(server, stage.Postmaster, database, receiver, settings, report, cancellationToken);
        await MeasureLagAsync("without a slow one", Fast);
        await MeasureLagAsync("with a slow one", Both);
        report.Note("Deliveries to the slow endpoint, one second each", Text($"{receiver.Slow} of {Rate * settings.Seconds} events"));

        async Task MeasureLagAsync(string name, string type)
        {
            await FillAtRateAsync(database, type, Rate * settings.Seconds, cancellationToken);
            var lags = await receiver.TakeAsync(FastEndpoints * Rate * settings.Seconds, cancellationToken);
            report.Note($"From commit to {FastEndpoints} fast endpoints {name}, p50 / p99 / greatest", Text(
                $"{lags[(lags.Length - 1) / 2]:F0} / {lags[(lags.Length - 1) * 99 / 100]:F0} / {lags[^1]:F0} ms"));
        }
    }

    /// <summary>Creates the endpoints in the environment Development, since only that takes URLs without TLS.</summary>
    private static async Task CreateEndpointsAsync(
        Stage stage, DataSet data, WebhookReceiver receiver, CancellationToken cancellationToken)
    {
        var server = await stage.StartAsync(Stage.Current, "set-up", data, cancellationToken, "Development");
        using var client = new HttpClient { BaseAddress = server.Address };
        await AddAsync("/one", One);
        await AddAsync(WebhookReceiver.SlowPath, Both);
        for (var i = 0; i < FastEndpoints; i++)
        {
            await AddAsync($"/fast/{i}", Fast, Both);
        }

        await stage.StopAsync(server);

        async Task AddAsync(string path, params string[] types)
        {
            using var answer = await client.PostAsJsonAsync(
                "/webhook-endpoints", new { url = $"{receiver.Url}{path}", types }, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Commits all events at once, and measures how long one endpoint takes to get them.</summary>
    private static async Task DeliverAsync(
        Server server, int postmaster, NpgsqlDataSource database, WebhookReceiver receiver, Settings settings, Report report,
        CancellationToken cancellationToken)
    {
        var count = settings.Messages / 5;
        await FillAsync(database, One, 1000, cancellationToken);
        await receiver.TakeAsync(1000, cancellationToken);
        var (server0, database0, started) = (Proc.CpuOf(server.Pid), Proc.CpuOf(postmaster), Stopwatch.GetTimestamp());
        await FillAsync(database, One, count, cancellationToken);
        await receiver.TakeAsync(count, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var (serverCpu, databaseCpu) = (Proc.CpuOf(server.Pid) - server0, Proc.CpuOf(postmaster) - database0);
        report.Note("Deliveries to one endpoint", Text($"{count:N0} in {seconds:F1} s, {count / seconds:N0}/s"));
        report.Note("CPU of a delivery, service / database", Text(
            $"{serverCpu.TotalMicroseconds / count:F0} / {databaseCpu.TotalMicroseconds / count:F0} µs"));
    }

    private static async Task FillAtRateAsync(NpgsqlDataSource database, string type, int count, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var early = TimeSpan.FromSeconds((double)i / Rate) - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, cancellationToken);
            }

            await FillAsync(database, type, 1, cancellationToken);
        }
    }

    /// <summary>Commits events of 500 resources.</summary>
    private static async Task FillAsync(NpgsqlDataSource database, string type, int count, CancellationToken cancellationToken)
    {
        await using var fill = database.CreateCommand(
            """
            WITH filled AS (
                INSERT INTO event_outbox (type, resource_id, user_a, user_b, occurred_at, data)
                SELECT $1, 'resource' || floor(random() * 500), 'ann', 'bob', clock_timestamp(),
                       '{"conversation_id":"ed2ccac0-84e1-859b-b1ca-5434a40d0c99","sender_id":"ann","recipient_id":"bob","version":1}'
                FROM generate_series(1, $2) n)
            SELECT pg_notify('concierge_events', '')
            """);
        fill.Parameters.Add(new NpgsqlParameter<string> { TypedValue = type });
        fill.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        await fill.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
