using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Faults;

/// <summary>
/// Clients that write and read continuously, and a record of what the API acknowledged to them. They may get a success, a 503 with
/// Retry-After, or the documented response to a retry that comes too early or too late. In the end, each acknowledged write is stored
/// exactly once.
/// </summary>
internal sealed class Ledger
{
    private const string WithKey = "+key";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    private readonly FaultApi api;
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<string, int> acknowledgements = new();
    private readonly ConcurrentDictionary<string, int> absences = new();
    private readonly ConcurrentDictionary<string, string> messages = new();
    private readonly ConcurrentBag<string> orders = [];
    private readonly ConcurrentBag<string> texts = [];
    private readonly ConcurrentBag<string> users = [];
    private readonly Dictionary<string, Task> clients = [];
    private int keys;

    private Ledger(FaultApi api) => this.api = api;

    /// <summary>Starts the clients.</summary>
    public static async Task<Ledger> OpenAsync(FaultApi api)
    {
        var ledger = new Ledger(api);
        var (ann, bob, cat) = (await api.AddUserAsync("ann"), await api.AddUserAsync("bob"), await api.AddUserAsync("cat"));
        foreach (var key in new[] { "", WithKey })
        {
            var service = await api.AddServiceAsync();
            ledger.Start($"message{key}", client => ledger.SendMessageAsync(client, ann, bob));
            ledger.Start($"reply{key}", client => ledger.SendMessageAsync(client, bob, ann));
            ledger.Start($"third{key}", client => ledger.SendMessageAsync(client, cat, ann));
            ledger.Start($"order{key}", client => ledger.OrderAsync(client, service));
            ledger.Start($"sms{key}", ledger.SendSmsAsync);
        }

        ledger.Start("user", ledger.AddUserAsync);
        ledger.Start("list", client => ledger.SendAsync(client, HttpMethod.Get, "/messages?limit=5"));
        ledger.Start("look", client => ledger.SendAsync(client, HttpMethod.Get, $"/users/{ann}"));
        return ledger;
    }

    public static IReadOnlyList<string> Keyed { get; } =
        [.. new[] { "message", "reply", "third", "order", "sms" }.Select(name => name + WithKey)];

    public static IReadOnlyList<string> Writers { get; } = [.. Keyed, .. Keyed.Select(name => name[..^WithKey.Length]), "user"];

    public static IReadOnlyList<string> All { get; } = [.. Writers, "list", "look"];

    /// <summary>Waits until every client has got more successes.</summary>
    public Task UntilAcknowledgedAsync(int times = 3) => UntilAsync(acknowledgements, All, times, "succeeded");

    /// <summary>Waits until each of these clients has got a 503.</summary>
    public Task UntilUnavailableAsync(IEnumerable<string> those) => UntilAsync(absences, those, 1, "got a 503");

    /// <summary>Lets the clients finish, and compares the acknowledged writes with the stored rows.</summary>
    public async Task CloseAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(clients.Values);
        await api.UntilIdleAsync();

        var stored = await api.RowsAsync(
            "SELECT body, conversation_id || '-' || position FROM messages", row => (Body: row.GetString(0), Id: row.GetString(1)));
        var byBody = stored.ToLookup(message => message.Body, message => message.Id);
        Assert.All(messages, sent => Assert.Equal(sent.Value, Assert.Single(byBody[sent.Key])));
        Assert.All(byBody, body => Assert.Single(body));
        Assert.Equal(0, await api.CountAsync(
            "conversations c WHERE (last_position, last_position) <> "
            + "(SELECT max(position), count(*) FROM messages m WHERE m.conversation_id = c.id)"));

        ExpectStored(orders, await IdsAsync("orders"));
        Assert.Equal(0, await api.CountAsync("""
            orders o
            WHERE (SELECT count(*) FROM order_slots s WHERE s.order_id = o.id) <> 1
               OR (SELECT count(*) FROM service_uses u WHERE u.order_id = o.id) <> 1
            """));

        ExpectStored(users, await IdsAsync("users"));
        Assert.Equal(keys, await api.CountAsync("idempotency_records"));

        ExpectStored(texts, await IdsAsync("sms_messages"));
        await Poll.UntilAsync(
            async () => await api.CountAsync("sms_messages WHERE status = 'queued'") == 0,
            () => "The dispatcher leaves messages queued.");
        Assert.All(api.Gateway.Submitted.GroupBy(sms => sms.Id), sms => Assert.Single(sms));
    }

    private static void ExpectStored(IReadOnlyCollection<string> acknowledged, IReadOnlyCollection<string> stored)
    {
        Assert.NotEmpty(acknowledged);
        Assert.Equal(acknowledged.Count, acknowledged.Distinct().Count());
        Assert.Empty(acknowledged.Except(stored));
    }

    private Task<IReadOnlyList<string>> IdsAsync(string table) => api.RowsAsync($"SELECT id::text FROM {table}", row => row.GetString(0));

    private void Start(string client, Func<string, Task> act) => clients.Add(client, RunAsync(client, act));

    private async Task RunAsync(string client, Func<string, Task> act)
    {
        while (!closing.IsCancellationRequested)
        {
            await act(client);

            // Limits the load, so that the clients do not take the processor from the product.
            await Task.Delay(Pace, CancellationToken.None);
        }
    }

    private async Task UntilAsync(ConcurrentDictionary<string, int> counts, IEnumerable<string> those, int more, string what)
    {
        var goals = those.ToDictionary(client => client, client => counts.GetValueOrDefault(client) + more);
        var behind = goals.Keys.ToArray();
        await Poll.UntilAsync(
            async () =>
            {
                foreach (var failed in clients.Values.Where(client => client.IsFaulted))
                {
                    await failed;
                }

                behind = [.. goals.Where(goal => counts.GetValueOrDefault(goal.Key) < goal.Value).Select(goal => goal.Key)];
                return behind.Length == 0;
            },
            () => $"These have not {what}: {string.Join(", ", behind)}");
    }

    private async Task SendMessageAsync(string client, string sender, string recipient)
    {
        var body = $"{client} {Guid.NewGuid()}";
        if (await WriteAsync(client, "/messages", new { sender_id = sender, recipient_id = recipient, body }) is { } message)
        {
            messages[body] = (string)message["id"]!;
        }
    }

    private async Task OrderAsync(string client, string service)
    {
        // Three hours apart: an order that timed out cannot conflict with the next one.
        var turn = acknowledgements.GetValueOrDefault(client) + absences.GetValueOrDefault(client);
        var datetime = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(3 * turn).ToString("O", CultureInfo.InvariantCulture);
        if (await WriteAsync(client, "/orders", new { datetime, totalfee = 100, services = new[] { new { id = service } } }) is { } order)
        {
            orders.Add((string)order["id"]!);
        }
    }

    private async Task SendSmsAsync(string client)
    {
        if (await WriteAsync(client, "/sms-messages", new { recipient_phone = "+15555550123", message_body = "Hello" }) is { } sms)
        {
            texts.Add((string)sms["message_id"]!);
        }
    }

    /// <summary>Adds a user with an id of the client's choice, which makes the retries idempotent without a key.</summary>
    private async Task AddUserAsync(string client)
    {
        var id = $"user-{Guid.NewGuid():N}";
        await Poll.UntilAsync(async () =>
        {
            var answer = await SendAsync(client, HttpMethod.Post, "/users", new { id, name = client });
            return answer.Status != HttpStatusCode.ServiceUnavailable;
        });
        users.Add(id);
    }

    /// <summary>Writes once. With a key, retries until it is acknowledged, and then once more, which changes nothing.</summary>
    /// <returns>The acknowledged resource, or null.</returns>
    private async Task<JsonNode?> WriteAsync(string client, string path, object body)
    {
        if (!client.EndsWith(WithKey, StringComparison.Ordinal))
        {
            var answer = await SendAsync(client, HttpMethod.Post, path, body);
            return answer.Status == HttpStatusCode.Created ? answer.Json : null;
        }

        var key = Guid.NewGuid().ToString();
        var first = await UntilCreatedAsync(client, path, body, key);
        var again = await UntilCreatedAsync(client, path, body, key);
        Interlocked.Increment(ref keys);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal("true", again.Headers["Idempotent-Replayed"]);
        return first.Json;
    }

    private async Task<Answer> UntilCreatedAsync(string client, string path, object body, string key)
    {
        Answer answer = null!;
        await Poll.UntilAsync(async () =>
        {
            answer = await SendAsync(client, HttpMethod.Post, path, body, ("Idempotency-Key", key));
            return answer.Status == HttpStatusCode.Created;
        });
        return answer;
    }

    private async Task<Answer> SendAsync(
        string client, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var answer = await api.SendAsync(method, path, body, null, headers);
        switch (answer.Status)
        {
            case HttpStatusCode.OK or HttpStatusCode.Created:
                acknowledgements.AddOrUpdate(client, 1, (_, count) => count + 1);
                break;
            case HttpStatusCode.ServiceUnavailable:
                FaultApi.ExpectUnavailable(
                    answer, (string?)answer.Json["code"] == "request_timed_out" ? "request_timed_out" : "database_unavailable");
                absences.AddOrUpdate(client, 1, (_, count) => count + 1);
                break;
            default:
                // An attempt that timed out may still run, or may have succeeded.
                answer.ExpectProblem(HttpStatusCode.Conflict, path == "/users" ? "user_exists" : "idempotency_in_progress");
                break;
        }

        return answer;
    }
}
