using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Concierge.Api.Tests.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Processes;

/// <summary>
/// Many streams that nobody reads, against a program with the memory of a container of 512 MB (of which .NET takes three quarters for its
/// heap). Every message takes 48 KB in JSON.
/// </summary>
public sealed class StalledStreamTests(TestDatabases databases)
{
    private const int MiB = 1024 * 1024;

    private const int Messages = 1000;

    private const string Ended = "A stream was ended, because its client did not read it";

    [Theory]
    [InlineData("user", 2)]
    [InlineData("backend", 20)]
    [InlineData("backend without limits", int.MaxValue)]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Streams_ThatNobodyReads_EndWithinBoundedMemory(string caller, int limit)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        var streams = Proof.Rounds(25, 100);
        await using var program = ConciergeProgram.StartWith(
            [
                .. ExternalDatabase.Variables(await FillAsync()),
                ("ASPNETCORE_ENVIRONMENT", "Development"),
                ("Auth__Mode", "Keys"),
                ("DOTNET_GCHeapHardLimit", (384 * MiB).ToString("x", CultureInfo.InvariantCulture)),
                ("Http__RequestTimeout", Proof.Rounds(5, 15) == 5 ? "00:00:05" : "00:00:15"),
                .. limit == int.MaxValue
                    ? [("RateLimit__Service__ConcurrentStreams", "1000"), ("RateLimit__Service__ConcurrentRequests", "1000")]
                    : Array.Empty<(string, string)>(),
            ],
            ["--urls", "http://127.0.0.1:0"]);
        using var client = await program.ListeningAsync();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Credentials.Key);
        var secret = caller == "user"
            ? await CreateAsync(client, "/users/ann/tokens", new { }, "token")
            : await CreateAsync(client, "/service-keys", new { name = "attacker", scopes = new[] { "messages" } }, "key");
        await SendAsync(client, Proof.Rounds(20, 200), () => false);
        var before = await SendAsync(client, Proof.Rounds(50, 1000), () => false);

        var attack = Stopwatch.StartNew();
        var sockets = await Task.WhenAll(Enumerable.Range(0, streams).Select(_ => OpenAsync(client.BaseAddress!, secret)));
        var accepted = Math.Min(streams, limit);
        Assert.Equal(accepted, sockets.Count(socket => socket.Status == "200"));
        Assert.All(sockets.Where(socket => socket.Status != "200"), socket => Assert.Equal("429", socket.Status));

        TimeSpan? last = null;
        var during = await SendAsync(client, int.MaxValue, () =>
        {
            if (program.Output.Count(line => line.Contains(Ended, StringComparison.Ordinal)) >= accepted)
            {
                last ??= attack.Elapsed;
            }

            return last is not null || attack.Elapsed > TimeSpan.FromMinutes(2);
        });

        Assert.NotNull(last);
        var memory = long.Parse(
            File.ReadLines($"/proc/{program.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split()[^2],
            CultureInfo.InvariantCulture) / 1024;
        Assert.InRange(memory, 1, 511);
        Array.ForEach(sockets, socket => socket.Socket.Dispose());
        Proof.Report(string.Create(
            CultureInfo.InvariantCulture,
            $"{caller}: {streams} streams that nobody reads, {accepted} accepted, all ended after {last.Value.TotalSeconds:0.0} s; "
            + $"at most {memory} MB; 99th percentile of another caller {P99(before):0.0} ms before, {P99(during):0.0} ms during."));
    }

    /// <summary>Opens a stream and reads no more than its status.</summary>
    private static async Task<(Socket Socket, string Status)> OpenAsync(Uri address, string secret)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET /messages HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: application/x-ndjson\r\n"
                + $"Authorization: Bearer {secret}\r\n\r\n"),
            TestContext.Current.CancellationToken);
        var line = new byte["HTTP/1.1 200".Length];
        for (var read = 0; read < line.Length;)
        {
            var count = await socket.ReceiveAsync(line.AsMemory(read), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, count);
            read += count;
        }

        return (socket, Encoding.ASCII.GetString(line)[^3..]);
    }

    /// <summary>Sends the requests of a caller that does no harm, one after the other.</summary>
    /// <returns>Their durations, in milliseconds.</returns>
    private static async Task<List<double>> SendAsync(HttpClient client, int count, Func<bool> isOver)
    {
        List<double> durations = [];
        while (durations.Count < count && !isOver())
        {
            var start = Stopwatch.GetTimestamp();
            using var response = await client.GetAsync("/users/ann/conversations/bob", TestContext.Current.CancellationToken);
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            durations.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        return durations;
    }

    private static double P99(List<double> durations) => durations.Order().ElementAt(durations.Count * 99 / 100);

    private static async Task<string> CreateAsync(HttpClient client, string path, object body, string secret)
    {
        using var response = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var answer = (await Answer.ReadAsync(response)).Expect(HttpStatusCode.Created);
        return (string)answer.Json[secret]!;
    }

    private async Task<string> FillAsync()
    {
        var connectionString = await databases.CreateAsync();
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            $$"""
            INSERT INTO users (id, name, metadata, status, created_at, updated_at, version)
            SELECT id, id, '{}', 'active', now(), now(), 1 FROM unnest(ARRAY['ann', 'bob']) id;
            INSERT INTO conversations
                (id, user_a_id, user_b_id, last_position, last_activity_at, read_position_a, read_position_b)
            SELECT 'ed2ccac0-84e1-859b-b1ca-5434a40d0c99', 'ann', 'bob', {{Messages}}, now(), 0, 0;
            INSERT INTO messages (conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, version)
            SELECT 'ed2ccac0-84e1-859b-b1ca-5434a40d0c99', n, 'ann', 'bob', repeat('😀', 4000), '{}', now(), 1
            FROM generate_series(1::bigint, {{Messages}}) n;
            """,
            connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connectionString;
    }
}
