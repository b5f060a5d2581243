using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace Concierge.Api.Tests.Sms;

/// <summary>What a gateway does once it has read a request; returns whether the connection then serves another one.</summary>
internal delegate Task<bool> Reply(NetworkStream connection, CancellationToken end);

/// <summary>A request as it came over the wire.</summary>
internal sealed record GatewayRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    public Dictionary<string, string> Query => Read(Target.Contains('?', StringComparison.Ordinal) ? Target.Split('?', 2)[1] : "");

    public Dictionary<string, string> Form => Read(Body);

    private static Dictionary<string, string> Read(string fields) =>
        QueryHelpers.ParseQuery(fields).ToDictionary(field => field.Key, field => field.Value.ToString());
}

/// <summary>
/// A gateway on a port of its own that sends scripted bytes, including ones that no web server sends. It keeps connections open for further
/// requests and counts every request that it has read.
/// </summary>
internal sealed class GatewayDouble : IAsyncDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<GatewayRequest> requests = [];
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Func<GatewayRequest, Reply> answer;
    private Task accepting = Task.CompletedTask;

    /// <summary>Takes a port, on which connections are refused until it listens.</summary>
    public GatewayDouble(Func<GatewayRequest, Reply> answer)
    {
        this.answer = answer;
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Url = $"http://{socket.LocalEndPoint}";
    }

    public string Url { get; }

    public IReadOnlyCollection<GatewayRequest> Requests => requests;

    public static GatewayDouble Listening(Func<GatewayRequest, Reply> answer)
    {
        var gateway = new GatewayDouble(answer);
        gateway.Listen();
        return gateway;
    }

    public void Listen()
    {
        socket.Listen(backlog: 512);
        accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        socket.Dispose();
        await accepting;
        await Task.WhenAll(connections);
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await socket.AcceptAsync(end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket accepted)
    {
        try
        {
            await using var stream = new NetworkStream(accepted, ownsSocket: true);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            while (await ReadAsync(reader) is { } request)
            {
                requests.Enqueue(request);
                if (!await answer(request)(stream, end.Token))
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client, or the test, has had enough.
        }
    }

    private async Task<GatewayRequest?> ReadAsync(StreamReader reader)
    {
        // Anything else, the beginning of TLS for one, is no request.
        if (await reader.ReadLineAsync(end.Token) is not { } line || !line.EndsWith(" HTTP/1.1", StringComparison.Ordinal))
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(end.Token) is { Length: > 0 } header)
        {
            var parts = header.Split(':', 2);
            headers.Add(parts[0], parts[1].Trim());
        }

        var body = new char[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        if (body.Length > 0)
        {
            await reader.ReadBlockAsync(body, end.Token);
        }

        return new(line.Split(' ')[0], line.Split(' ')[1], headers, new string(body));
    }
}

/// <summary>What gateways do.</summary>
internal static class Replies
{
    /// <summary>Nothing at all, until the client goes.</summary>
    public static readonly Reply Silence = async (connection, end) =>
    {
        await connection.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, end);
        return false;
    };

    /// <summary>Ends the connection without an answer.</summary>
    public static readonly Reply Close = (_, _) => Task.FromResult(false);

    /// <summary>Breaks the connection off without an answer.</summary>
    public static readonly Reply Reset = (connection, _) =>
    {
        connection.Socket.LingerState = new(enable: true, seconds: 0);
        return Task.FromResult(false);
    };

    /// <summary>A whole answer.</summary>
    public static Reply Whole(int status, string body = "", params (string Name, string Value)[] headers) => async (connection, end) =>
    {
        await connection.WriteAsync(Encoding.UTF8.GetBytes(Head(status, Encoding.UTF8.GetByteCount(body), headers) + body), end);
        return true;
    };

    /// <summary>An answer of which only the beginning comes.</summary>
    public static Reply Slow(int status, string beginning) => async (connection, end) =>
    {
        await connection.WriteAsync(Encoding.UTF8.GetBytes(Head(status, beginning.Length + 1) + beginning), end);
        return await Silence(connection, end);
    };

    /// <summary>An answer that goes on and on; tells how much of it was sent.</summary>
    public static Reply Endless(int status, Action<int> sent) => async (connection, end) =>
    {
        await connection.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status} Any\r\nConnection: close\r\n\r\n"), end);
        var part = Enumerable.Repeat((byte)'1', 64 * 1024).ToArray();
        while (true)
        {
            await connection.WriteAsync(part, end);
            sent(part.Length);
        }
    };

    /// <summary>Something, but not before the test has done something itself.</summary>
    public static Reply Held(TaskCompletionSource arrived, Task done, Reply reply) => async (connection, end) =>
    {
        arrived.SetResult();
        await done.WaitAsync(end);
        return await reply(connection, end);
    };

    /// <summary>These words, and then the end of the connection.</summary>
    public static Reply Raw(string text) => async (connection, end) =>
    {
        await connection.WriteAsync(Encoding.UTF8.GetBytes(text), end);
        return false;
    };

    private static string Head(int status, int length, params (string Name, string Value)[] headers) =>
        $"HTTP/1.1 {status} Any\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
        + string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n")) + "\r\n";
}

/// <summary>What a test does with messages that go to a gateway.</summary>
internal static class GatewaySteps
{
    private static int last;

    /// <summary>A number that no other test has.</summary>
    public static string NewPhone() => string.Create(CultureInfo.InvariantCulture, $"+1555{2_000_000 + Interlocked.Increment(ref last)}");

    /// <summary>Has a message accepted.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> AcceptSmsAsync(this ApiFixture api, string phone, string body = "Hello") =>
        (string)(await api.PostAsync("/sms-messages", new { recipient_phone = phone, message_body = body }))
            .Expect(HttpStatusCode.Created).Json["message_id"]!;

    /// <summary>The message, once it is as it is waited for.</summary>
    public static async Task<JsonNode> SmsOnceAsync(this ApiFixture api, string id, Predicate<JsonNode> isReached)
    {
        JsonNode sms = null!;
        await Poll.UntilAsync(
            async () => isReached(sms = (await api.GetAsync($"/sms-messages/{id}")).Expect(HttpStatusCode.OK).Json),
            () => $"The message is still {sms}.");
        return sms;
    }

    /// <summary>The message, once it has this status.</summary>
    public static Task<JsonNode> SmsOnceAsync(this ApiFixture api, string id, string status) =>
        api.SmsOnceAsync(id, sms => (string?)sms["status"] == status);

    /// <summary>Every status that a message has had, as text.</summary>
    public static string StatusesInARow(this JsonNode sms) =>
        string.Join(' ', sms["status_history"]!.AsArray().Select(change => (string?)change!["status"]));
}
