using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Concierge.Api.Tests.Webhooks;

/// <summary>Many events, a receiver that fails at random, and two replicas of which one after the other is killed.</summary>
public sealed class WebhookStormTests(TestDatabases databases)
{
    /// <summary>Number of resources that the events are about.</summary>
    private const int Resources = 500;

    /// <summary>The longest time from an attempt to its record. A process that was killed later had recorded the attempt.</summary>
    private static readonly TimeSpan MaxRecording = TimeSpan.FromSeconds(30);

    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Events_WhenAttemptsFailAndReplicasAreKilled_AllArrive()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.Processes.LinuxOnly);
        var (count, kills) = (Proof.Rounds(500, 100_000), Proof.Rounds(1, 10));
        var connectionString = await databases.CreateAsync();
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var receiver = await Receiver.StartAsync();
        var answers = new RandomAnswers();
        receiver.Answer = answers.AnswerAsync;

        // The replica that is killed is the one that has the lease: the other one takes it over each time.
        await using var first = Start(connectionString);
        using var http = await first.ListeningAsync();
        using var created = await http.PostAsJsonAsync(
            "/webhook-endpoints", new { url = receiver.Url, types = new[] { "user.updated" } }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var started = Stopwatch.StartNew();
        await ExecuteAsync(
            database,
            "INSERT INTO event_outbox (type, resource_id, occurred_at, data) "
            + $"SELECT 'user.updated', 'user' || n % {Resources}, clock_timestamp(), '{{}}' FROM generate_series(1, {count}) n");
        await Poll.UntilAsync(() => !receiver.Requests.IsEmpty);

        List<DateTimeOffset> killed = [];
        var replicas = new Queue<ConciergeProgram>([first]);
        for (var kill = 1; kill <= kills; kill++)
        {
            var next = Start(connectionString);
            replicas.Enqueue(next);
            using var listening = await next.ListeningAsync();
            var goal = count * kill / (kills + 1);
            await Poll.UntilAsync(
                () => answers.Accepted.Count >= goal, () => $"{answers.Accepted.Count} of {goal} events arrived before kill {kill}.");
            await using var victim = replicas.Dequeue();
            await victim.KillAsync();
            killed.Add(TimeProvider.System.GetUtcNow());
        }

        await using var last = replicas.Dequeue();
        var delivered = $"SELECT count(*) = {count} FROM webhook_deliveries WHERE status = 'delivered' AND due_at IS NULL";
        await Poll.UntilAsync(
            async () => (bool)(await ExecuteAsync(database, delivered))!, () => $"{answers.Accepted.Count} of {count} events arrived.");

        var positions = (long[])(await ExecuteAsync(
            database, "SELECT array_agg(position ORDER BY position) FROM events WHERE type = 'user.updated'"))!;
        Assert.Equal(positions, answers.Accepted.Keys.Select(id => long.Parse(id[5..], CultureInfo.InvariantCulture)).Order());
        Assert.Equal(0, answers.Overlaps);
        var repeated = answers.Accepted.Values.Where(times => times.Count > 1).ToList();
        Assert.All(repeated, times => Assert.All(times.SkipLast(1), time => Assert.Contains(
            killed, kill => time <= kill && kill - time < MaxRecording)));
        Proof.Report(
            $"{count} events, {receiver.Requests.Count} attempts, {answers.Failures} of them failed, {kills} kills of the replica that "
            + $"delivered: each event arrived, {repeated.Count} again after a kill, 0 twice at a time, "
            + $"in {started.Elapsed.TotalSeconds:0} s.");
    }

    private static ConciergeProgram Start(string connectionString) => ConciergeProgram.StartWith(
        [.. ExternalDatabase.Variables(connectionString), ("ASPNETCORE_ENVIRONMENT", "Development")], ["--urls", "http://127.0.0.1:0"]);

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 120;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Fails one of seven first attempts: with 500, with 400, or by closing the connection. Accepts all later ones.</summary>
    private sealed class RandomAnswers
    {
        private readonly ConcurrentDictionary<string, bool> tried = [];
        private readonly ConcurrentDictionary<string, bool> current = [];
        private int overlaps;
        private int failures;

        /// <summary>When each event was accepted.</summary>
        public ConcurrentDictionary<string, ConcurrentQueue<DateTimeOffset>> Accepted { get; } = [];

        /// <summary>Number of attempts that began while another attempt of the same event was in progress.</summary>
        public int Overlaps => Volatile.Read(ref overlaps);

        public int Failures => Volatile.Read(ref failures);

        public async Task AnswerAsync(Received request, HttpContext http)
        {
            if (!current.TryAdd(request.Id, true))
            {
                Interlocked.Increment(ref overlaps);
            }

            // As long as a receiver works.
            await Task.Delay(Random.Shared.Next(4));
            var failure = tried.TryAdd(request.Id, true) ? Random.Shared.Next(21) : int.MaxValue;
            current.TryRemove(request.Id, out _);
            if (failure > 2)
            {
                Accepted.GetOrAdd(request.Id, _ => []).Enqueue(request.At);
                http.Response.StatusCode = (int)HttpStatusCode.NoContent;
                return;
            }

            Interlocked.Increment(ref failures);
            if (failure == 0)
            {
                http.Abort();
            }

            http.Response.StatusCode = (int)(failure == 1 ? HttpStatusCode.InternalServerError : HttpStatusCode.BadRequest);
        }
    }
}
