using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Fuzzing;

/// <summary>
/// Requests to every operation of the served OpenAPI document, by users and services with different permissions. No response is a 500, each
/// error is documented, and no caller sees what others wrote.
/// </summary>
public sealed class FuzzTests(FuzzTests.AskingFixture api) : IClassFixture<FuzzTests.AskingFixture>
{
    private const int Seed = 1147;
    private const int Workers = 8;
    private const int ShownOfAKind = 5;
    private const string SecretOfAnn = "annpearl";
    private const string SecretOfBen = "benamber";
    private const string SecretOfTalks = "talksopal";
    private const string SecretOfBookings = "bookingsjade";
    private const string SecretOfAll = "allruby";

    private static readonly string[] AllSecrets = [SecretOfAnn, SecretOfBen, SecretOfTalks, SecretOfBookings, SecretOfAll];

    private readonly int requestsPerWorker = Proof.Rounds(300, 800);
    private readonly ConcurrentDictionary<string, int> reached = [];
    private readonly ConcurrentDictionary<string, int> succeeded = [];

    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Send_WithOddRequests_FollowsContractAndLeaksNothing()
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Seed}");
        api.Client.DefaultRequestHeaders.Authorization = new("Bearer", Credentials.Key);
        var document = new DocumentedApi(await SendAsync(HttpMethod.Get, "/openapi/v1.json"));
        var (callers, data) = await PrepareAsync();

        // Each of the following requests has its own credentials, or none.
        api.Client.DefaultRequestHeaders.Authorization = null;
        var faults = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var requests = new OddRequests(new Random(Seed + worker), document, callers, data);
            var found = new List<Fault>();
            for (var number = 0; number < requestsPerWorker; number++)
            {
                var odd = requests.Next();
                if (await FaultOfAsync(document, odd) is { } fault)
                {
                    found.Add(fault with { Text = $"seed {Seed}, worker {worker}, request {number}: {fault.Text}\n    {odd}" });
                }
            }

            return found;
        })));

        var all = faults.SelectMany(found => found).ToArray();
        var some = all.GroupBy(fault => fault.Kind)
            .SelectMany(kind => kind.Take(ShownOfAKind).Prepend(new(kind.Key, $"== {kind.Count()} x {kind.Key}")));
        Assert.True(all.Length == 0, $"{all.Length} faults:\n{string.Join('\n', some.Select(fault => fault.Text))}");

        // Without these checks, the test would pass if all requests were refused, or if the callers saw no data.
        var operations = document.Operations.Select(operation => $"{operation}").ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{succeeded.Values.Sum()} of {Workers * requestsPerWorker} succeeded; "
            + $"never: {string.Join(", ", operations.Except(succeeded.Keys))}");
        Assert.Empty(operations.Except(reached.Keys));
        foreach (var caller in callers)
        {
            api.Client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(caller.Authorization);
            var own = await SendAsync(HttpMethod.Get, caller.Name == "bookings" ? "/sms-messages?limit=200" : "/messages?limit=200");
            Assert.Contains(caller.Secret, own.ToJsonString(), StringComparison.Ordinal);
        }

        Proof.Report($"{Workers * requestsPerWorker} odd requests, 0 undocumented responses, 0 leaks.");
    }

    private async Task<Fault?> FaultOfAsync(DocumentedApi document, OddRequest odd)
    {
        using var message = odd.ToMessage();
        Answer answer;
        try
        {
            answer = await api.SendAsync(message, odd.Target);
        }
        catch (HttpRequestException exception)
        {
            return new("no answer", $"{exception.Message} {exception.InnerException?.Message}");
        }

        var status = (int)answer.Status;
        if (odd.Operation is { } operation && (operation.IsForEverybody || status is not (401 or 403)))
        {
            reached.AddOrUpdate($"{operation}", 1, (_, count) => count + 1);
            if (status < 300)
            {
                succeeded.AddOrUpdate($"{operation}", 1, (_, count) => count + 1);
            }
        }

        var heading = $"{status} {answer.ContentType} to {odd.Operation?.ToString() ?? odd.Method}";
        var seen = answer.Text + string.Join('\n', answer.Headers.Values);
        return status switch
        {
            500 => new(heading, answer.Text),
            _ when (odd.Caller?.Hidden ?? AllSecrets)
                .FirstOrDefault(secret => seen.Contains(secret, StringComparison.OrdinalIgnoreCase)) is { } secret =>
                new($"{heading} that shows {secret} to {odd.Caller?.Name ?? "nobody"}", seen),
            >= 400 when LackOf(document, odd, answer) is { } lack => new($"{heading} {lack}", answer.Text),
            < 400 when odd is { Caller: null, Operation.IsForEverybody: false } => new($"{heading} without credentials", answer.Text),
            >= 200 and < 300 when !IsDocs(odd) && !IsJsonOrEmpty(answer) => new($"{heading} that is not JSON", answer.Text),
            _ => null,
        };
    }

    /// <summary>What an answer lacks to be a problem of the contract.</summary>
    private static string? LackOf(DocumentedApi document, OddRequest odd, Answer answer)
    {
        if (answer.ContentType != "application/problem+json")
        {
            return "without a problem";
        }

        if (odd.Method == "HEAD")
        {
            return null;
        }

        JsonNode? problem;
        try
        {
            problem = JsonNode.Parse(answer.Text);
        }
        catch (JsonException)
        {
            return "that is not JSON";
        }

        var missing = new[] { "type", "title", "detail", "instance", "code", "trace_id" }
            .Where(name => problem![name] is not JsonValue value || !value.TryGetValue(out string? text) || text.Length == 0).ToArray();
        return missing.Length > 0 ? $"without {string.Join(", ", missing)}"
            : (int?)problem!["status"] != (int)answer.Status ? "with another status in it"
            : (string?)problem["type"] != "/problems/" + ((string)problem["code"]!).Replace('_', '-') ? "with a type that is not its code"
            : !document.Knows(odd.Operation, (int)answer.Status, (string)problem["code"]!)
            ? $"with the code {problem["code"]}, which is not told"
            : null;
    }

    private static bool IsJsonOrEmpty(Answer answer)
    {
        if (answer.Text.Length == 0)
        {
            return true;
        }

        try
        {
            JsonNode.Parse(answer.Text);
            return answer.ContentType == "application/json";
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The pages for people, which are the one thing that is not JSON.</summary>
    private static bool IsDocs(OddRequest odd) => odd.Target.Contains("docs", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The users Ann and Ben have tokens and write to others, but never to each other. There is one service for users and messages, one for
    /// orders and SMS, and one for everything. So only a service, or a user other than Ann and Ben, can have written a message to Ann.
    /// </summary>
    private async Task<(FuzzCaller[] Callers, FuzzedData Data)> PrepareAsync()
    {
        var others = await AddAsync(
            "/users", 8, number => new { id = number % 3 == 0 ? $"{number}" : $"User-{number}.x_y", name = $"Other {number}" });
        var removable = await AddAsync("/users", 40, number => new { id = $"gone-{number}", name = $"Gone {number}" });
        await AddAsync("/users", 2, number => new { id = number == 0 ? "ann" : "ben", name = number == 0 ? "Ann" : "Ben" });
        var services = await AddAsync(
            "/services", 30, number => new { id = number % 3 == 0 ? $"{number}" : $"Service-{number}.x_y", name = $"Service {number}" });
        var orders = await AddAsync(
            "/orders", 30, number => new
            {
                id = $"order-{number}",
                datetime = "2030-01-15T12:00:00Z",
                totalfee = 100,
                services = new[] { new { id = services[number] } },
            });
        var messages = await AddAsync("/messages", 60, number => (number % 3) switch
        {
            0 => new { sender_id = "ann", recipient_id = others[number % 8], body = $"{SecretOfAnn} {number}" },
            1 => new { sender_id = others[number % 8], recipient_id = "ben", body = $"{SecretOfBen} {number}" },
            _ => new { sender_id = others[number % 8], recipient_id = others[(number + 1) % 8], body = SecretOfTalks },
        });
        var sms = await AddAsync(
            "/sms-messages", 20, number =>
                new { recipient_phone = "5555550001", message_body = SecretOfBookings, send_at = "2099-01-01T00:00:00Z" }, "message_id");
        var keys = await AddAsync("/service-keys", 20, number => new { name = $"key {number}", scopes = new[] { "users" } });
        var cursors = new List<string> { "AAAA", "eyJhIjoxfQ" };
        string[] lists =
            ["/users", "/messages", "/services", "/orders", "/sms-messages", "/users/ann/conversations", "/users/ann/contacts"];
        foreach (var list in lists)
        {
            cursors.Add((string)(await SendAsync(HttpMethod.Get, $"{list}?limit=1"))["next_cursor"]!);
        }

        FuzzCaller[] callers =
        [
            await UserAsync("ann", SecretOfAnn, [SecretOfBen, SecretOfBookings]),
            await UserAsync("ben", SecretOfBen, [SecretOfAnn, SecretOfBookings]),
            await ServiceAsync("talks", SecretOfTalks, [SecretOfBookings], "users", "messages", "tokens"),
            await ServiceAsync("bookings", SecretOfBookings, [SecretOfAnn, SecretOfBen, SecretOfTalks], "orders", "sms"),
            await ServiceAsync("all", SecretOfAll, [], "users", "messages", "orders", "sms", "tokens", "admin"),
        ];
        return (callers, new([.. others, "ann", "ben"], removable, messages, services, orders, sms, keys, cursors));

        async Task<FuzzCaller> UserAsync(string id, string secret, string[] hidden) =>
            new(
                id, $"Bearer {(string)(await SendAsync(HttpMethod.Post, $"/users/{id}/tokens", new { }))["token"]!}",
                secret, id, others, hidden);

        async Task<FuzzCaller> ServiceAsync(string name, string secret, string[] hidden, params string[] scopes) =>
            new(
                name, $"Bearer {(string)(await SendAsync(HttpMethod.Post, "/service-keys", new { name, scopes }))["key"]!}",
                secret, null, others, hidden);
    }

    /// <summary>Adds so many of something.</summary>
    /// <returns>Their ids.</returns>
    private async Task<List<string>> AddAsync(string path, int count, Func<int, object> make, string id = "id")
    {
        var ids = new List<string>();
        for (var number = 0; number < count; number++)
        {
            ids.Add((string)(await SendAsync(HttpMethod.Post, path, make(number)))[id]!);
        }

        return ids;
    }

    /// <summary>Sends a request that has to succeed.</summary>
    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage { Method = method, Content = body is null ? null : JsonContent.Create(body) };
        return (await api.SendAsync(request, path)).Expect(method == HttpMethod.Post ? HttpStatusCode.Created : HttpStatusCode.OK).Json;
    }

    /// <summary>
    /// The product on its own web server, asking for credentials whatever the other tests do. No user can deactivate themself, which would
    /// end the credentials of a caller.
    /// </summary>
    public sealed class AskingFixture(TestDatabases databases) : KestrelFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder) =>
            builder.UseSetting("Auth:Mode", "Keys").UseSetting("RateLimit:Enabled", "false")
                .UseSetting("Users:SelfService", "false");
    }

    private sealed record Fault(string Kind, string Text);
}
