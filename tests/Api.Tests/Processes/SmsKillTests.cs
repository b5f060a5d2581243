using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Processes;

/// <summary>Accepted messages are sent at most once and never lost when the program is killed or stopped.</summary>
public sealed class SmsKillTests
{
    private const int Parallelism = 8;

    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Kill_AtRandomInstants_LosesNothingAndSendsNothingTwice()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        var count = Proof.Rounds(600, 2000);
        const int Clients = 8;
        await using var folder = DataFolder.Create();
        await using var twilio = new ReportingTwilio();
        await using var program = new KilledProgram(folder, twilio, count);

        // The outcome of these attempts is uncertain. A second attempt would be a duplicate.
        var (dropped, silent) = (new ConcurrentBag<Guid>(), new ConcurrentBag<Guid>());
        twilio.Taking = async id =>
        {
            if (!await program.MayBeKilledAsync(Event.Taking))
            {
                return true;
            }

            dropped.Add(id);
            return false;
        };
        twilio.Taken = async id =>
        {
            if (!await program.MayBeKilledAsync(Event.Taken))
            {
                return true;
            }

            silent.Add(id);
            return false;
        };
        twilio.Report(program.ReachAsync, () => program.MayBeKilledAsync(Event.Reported));
        program.Start();

        var watch = Stopwatch.StartNew();
        var numbers = new ConcurrentQueue<int>(Enumerable.Range(0, count));
        var accepted = (await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            var ids = new List<Guid>();
            while (numbers.TryDequeue(out var number))
            {
                ids.Add(await AcceptAsync(program, number));
                await program.MayBeKilledAsync(Event.Accepted);
            }

            return ids;
        })))).SelectMany(ids => ids).ToList();
        var acceptedAfter = watch.Elapsed;
        await UntilAllAreFinalAsync(program);
        var endedAfter = watch.Elapsed;
        await twilio.UntilReportedAsync();
        var ended = await ReadAsync(await program.ReachAsync());
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Accepted {count / acceptedAfter.TotalSeconds:0}/s, ended {count / endedAfter.TotalSeconds:0}/s, "
            + $"{program.KillCount} kills included."));

        var unknown = ended.Where(sms => sms.Value == "unknown").Select(sms => sms.Key).ToList();
        Assert.Equal(KilledProgram.Kills.Length, program.KillCount);
        Assert.Equal(accepted.Order(), ended.Keys.Order());
        Assert.All(ended.Values, status => Assert.Contains(status, new[] { "delivered", "unknown" }));
        Assert.Equal(twilio.Messages.Distinct(), twilio.Messages);
        Assert.Equal(twilio.Messages.Except(silent).Order(), ended.Keys.Except(unknown).Order());
        Assert.NotEmpty(dropped);
        Assert.NotEmpty(silent);
        Assert.Empty(dropped.Concat(silent).Except(unknown));
        Assert.InRange(unknown.Count, 1, program.KillCount * Parallelism);
        Assert.Empty(twilio.Refused);
        Proof.Report($"Program killed {program.KillCount} times, 0 of {count} messages lost, 0 sent twice, {unknown.Count} unknown.");
    }

    [Fact]
    public async Task Signal_DuringAttempts_FinishesThemFirst()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        const int Count = 10;
        await using var folder = DataFolder.Create();
        await using var twilio = new ReportingTwilio();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        twilio.Taken = async _ =>
        {
            await answer.Task;
            return false;
        };
        string[] arguments =
        [
            .. twilio.Arguments, $"--Sms:Parallelism={Parallelism}",
            "--Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime=Information",
        ];
        await using (var program = ConciergeProgram.Start(folder, arguments))
        {
            using var client = await program.ListeningAsync();
            for (var number = 0; number < Count; number++)
            {
                using var response = await PostAsync(client, number);
                Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            }

            await Poll.UntilAsync(() => twilio.Messages.Count == Parallelism);
            await program.SignalAsync("TERM");
            await Poll.UntilAsync(
                () => program.Output.Any(line => line.Contains("Application is shutting down", StringComparison.Ordinal)));
            answer.SetResult();
            var (code, output, errors) = await program.ExitAsync();
            Assert.True(code == 0, $"ended with {code}: {output}\n{errors}");
            Assert.Equal("", errors);

            // Until the dispatcher stops, it may begin another attempt when one ends.
            Assert.InRange(twilio.Messages.Count, Parallelism, Count);
        }

        await using var again = ConciergeProgram.Start(folder, arguments);
        using var reader = await again.ListeningAsync();
        await Poll.UntilAsync(async () => (await ReadAsync(reader)).Values.All(status => status is not ("queued" or "sending")));

        var ended = await ReadAsync(reader);
        Assert.Equal(Count, ended.Count);
        Assert.All(ended.Values, status => Assert.Equal("sent", status));
        Assert.Equal(ended.Keys.Order(), twilio.Messages.Order());
    }

    /// <summary>Sends a message. Retries while the program is killed and starts again.</summary>
    private static async Task<Guid> AcceptAsync(KilledProgram program, int number)
    {
        Guid? id = null;
        await Poll.UntilAsync(async () =>
        {
            var client = await program.ReachAsync();
            try
            {
                using var response = await PostAsync(client, number);
                if (response.StatusCode == HttpStatusCode.Created)
                {
                    id = (Guid)(await response.Content.ReadFromJsonAsync<JsonNode>(
                        TestContext.Current.CancellationToken))!["message_id"]!;
                    return true;
                }

                // The database may still be busy with the request of the killed program, or it may be starting.
                Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable });
            }
            catch (HttpRequestException)
            {
                // The program was killed.
            }

            return false;
        });
        return id!.Value;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sms-messages");
        request.Headers.Add("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"number-{number}"));
        request.Content = JsonContent.Create(new
        {
            recipient_phone = (5555550000 + number).ToString(CultureInfo.InvariantCulture),
            message_body = string.Create(CultureInfo.InvariantCulture, $"Number {number}"),
        });
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task UntilAllAreFinalAsync(KilledProgram program) => Poll.UntilAsync(async () =>
    {
        try
        {
            var client = await program.ReachAsync();
            foreach (var status in new[] { "scheduled", "queued", "sending", "sent" })
            {
                var page = await client.GetFromJsonAsync<JsonNode>(
                    $"/sms-messages?status={status}&limit=1", TestContext.Current.CancellationToken);
                if (page!["items"]!.AsArray().Count > 0)
                {
                    return false;
                }
            }

            return true;
        }
        catch (HttpRequestException)
        {
            // The program was killed; it is reached again when it is back.
            return false;
        }
    });

    /// <summary>The statuses of all messages.</summary>
    private static async Task<Dictionary<Guid, string>> ReadAsync(HttpClient client)
    {
        var all = new Dictionary<Guid, string>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonNode>($"/sms-messages?limit=200{cursor}", TestContext.Current.CancellationToken);
            foreach (var sms in page!["items"]!.AsArray())
            {
                all.Add((Guid)sms!["message_id"]!, (string)sms["status"]!);
            }

            cursor = page["next_cursor"] is { } next ? $"&cursor={next}" : null;
        }

        return all;
    }

    private enum Event
    {
        /// <summary>A client got the response that accepts a message.</summary>
        Accepted,

        /// <summary>The gateway has the request and has not accepted the message.</summary>
        Taking,

        /// <summary>The gateway has accepted the message and has not answered.</summary>
        Taken,

        /// <summary>The gateway got the response to its report.</summary>
        Reported,
    }

    /// <summary>The program on one folder and one port. It is killed at random events of the test and started again.</summary>
    private sealed class KilledProgram : IAsyncDisposable
    {
        /// <summary>Below the ephemeral ports, which another process may get while the program is down.</summary>
        private const int FirstPort = 20000;

        /// <summary>
        /// Events at which the program is killed. Messages are accepted faster than they are submitted, so accepting ends first.
        /// </summary>
        public static readonly Event[] Kills = [Event.Accepted, Event.Taking, Event.Taken, Event.Reported, Event.Taken];

        private readonly Lock guard = new();
        private readonly DataFolder folder;
        private readonly string[] arguments;
        private readonly Queue<int> instants;
        private TaskCompletionSource<HttpClient> up = New();
        private ConciergeProgram? program;
        private int events;
        private bool isUp;

        public KilledProgram(DataFolder folder, ReportingTwilio twilio, int messages)
        {
            this.folder = folder;
            var random = new Random(20261121);

            // Each message causes four events. The last eighth has no kill, so that an event of each kind remains.
            var part = messages * 7 / 2 / Kills.Length;
            instants = new(Kills.Select((_, index) => index * part + random.Next(part)));
            arguments =
            [
                "--environment", "Development", "--urls", $"http://127.0.0.1:{FreePort()}",
                $"--Database:DataDirectory={folder.Path}", .. twilio.Arguments,
                $"--Sms:Parallelism={Parallelism}", "--Sms:RatePerSecond=100000", "--Sms:PollInterval=00:00:00.100",
                "--Sms:Timeout=00:00:04", "--Sms:Lease=00:00:08",
            ];
        }

        public int KillCount { get; private set; }

        /// <summary>Waits until the program runs.</summary>
        /// <returns>A client of the program.</returns>
        public Task<HttpClient> ReachAsync()
        {
            lock (guard)
            {
                return up.Task;
            }
        }

        public void Start() => _ = RunAsync();

        /// <summary>Counts an event, and kills the program if this is the instant to do so.</summary>
        /// <returns>Whether it was killed.</returns>
        public async Task<bool> MayBeKilledAsync(Event happened)
        {
            lock (guard)
            {
                events++;
                if (!isUp || instants.Count == 0 || events < instants.Peek() || happened != Kills[KillCount])
                {
                    return false;
                }

                instants.Dequeue();
                KillCount++;
                isUp = false;
                up = New();
            }

            await program!.KillAsync();
            await program.DisposeAsync();
            Start();
            return true;
        }

        public async ValueTask DisposeAsync()
        {
            if (program is not null)
            {
                await program.DisposeAsync();
            }
        }

        private async Task RunAsync()
        {
            try
            {
                program = ConciergeProgram.StartWith([], arguments);
                var client = await program.ListeningAsync();
                lock (guard)
                {
                    isUp = true;
                    up.SetResult(client);
                }
            }
            catch (Exception exception)
            {
                up.SetException(exception);
            }
        }

        private static TaskCompletionSource<HttpClient> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

        private static int FreePort()
        {
            for (var port = FirstPort + Environment.ProcessId % 10000; ; port++)
            {
                try
                {
                    using var listener = new TcpListener(IPAddress.Loopback, port);
                    listener.Start();
                    return port;
                }
                catch (SocketException)
                {
                    // Taken.
                }
            }
        }
    }
}
