using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Fuzzing;

public sealed class OddRequestTests(KestrelFixture api) : IClassFixture<KestrelFixture>
{
    private const int Seed = 1147;
    private const int Workers = 8;
    private const int RequestsPerWorker = 2000;
    private const int ShownOfAKind = 5;

    [Fact]
    public async Task Send_WhenRequestsAreOdd_AnswersEachByTheContract()
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Seed}");
        var users = await AddUsersAsync(30);
        var messages = await AddMessagesAsync(users, 60);
        var (services, orders) = await AddOrdersAsync(60);

        var faults = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var requests = new OddRequests(new Random(Seed + worker), users, messages, services, orders);
            var found = new List<Fault>();
            for (var number = 0; number < RequestsPerWorker; number++)
            {
                var odd = requests.Next();
                if (await FaultOfAsync(odd) is { } fault)
                {
                    found.Add(fault with { Text = $"seed {Seed}, worker {worker}, request {number}: {fault.Text}\n    {odd}" });
                }
            }

            return found;
        })));

        var all = faults.SelectMany(found => found).ToArray();
        var some = all.GroupBy(fault => fault.Kind).SelectMany(kind => kind.Take(ShownOfAKind).Prepend(new(kind.Key, $"== {kind.Count()} x {kind.Key}")));
        Assert.True(all.Length == 0, $"{all.Length} faults:\n{string.Join('\n', some.Select(fault => fault.Text))}");
    }

    [Fact]
    public async Task ListUsers_WhenSearchTextHoldsNul_IsRefused()
    {
        using var request = new HttpRequestMessage();

        (await api.SendAsync(request, "/users?q=%00")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/q", "text_invalid");
    }

    [Theory]
    [InlineData("/openapi/v2.json")]
    [InlineData("/v1/openapi/x.json")]
    public async Task Get_WhenNoSuchOpenApiDocument_IsAProblemLikeAnyUnknownRoute(string target)
    {
        using var request = new HttpRequestMessage();

        (await api.SendAsync(request, target)).ExpectProblem(HttpStatusCode.NotFound, "route_not_found");
    }

    [Theory]
    [InlineData("X-User-Id", "validation_failed")]
    [InlineData("Idempotency-Key", "idempotency_key_invalid")]
    public async Task Send_WhenAHeaderHoldsBytesThatAreNoUtf8_IsRefusedByTheContract(string header, string code)
    {
        using var request = new HttpRequestMessage { Method = HttpMethod.Post, Content = JsonContent.Create(new { name = "Ann" }) };
        request.Headers.TryAddWithoutValidation(header, "a\u00ff");

        (await api.SendAsync(request, "/users")).ExpectProblem(HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("""{"name":"A\u0000"}""", "text_invalid", "/name")]
    [InlineData("""{"name":"A\ud800"}""", "text_invalid", "/name")]
    [InlineData("{\"name\":\"A\u00ff\"}", "text_invalid", "/name")]
    [InlineData("""{"\u0000":"A"}""", "text_invalid", "")]
    public async Task Post_WhenTheBodyHoldsWhatIsNoText_IsRefused(string body, string code, string pointer)
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage { Method = HttpMethod.Post, Content = content };

        (await api.SendAsync(request, "/users")).ExpectProblem(HttpStatusCode.BadRequest, code, pointer);
    }

    [Theory]
    [InlineData("application/json; charset=")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("multipart/form-data; boundary=")]
    public async Task Post_WhenTheContentTypeIsNotJsonInUtf8_IsRefused(string contentType)
    {
        using var request = new HttpRequestMessage { Method = HttpMethod.Post, Content = new ByteArrayContent("{\"name\":\"Ann\"}"u8.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        (await api.SendAsync(request, "/users")).ExpectProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task Get_WhenAFormThatCannotBeReadComesWithIt_DoesNotLookAtTheForm()
    {
        using var request = new HttpRequestMessage { Content = new ByteArrayContent("limit=1"u8.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=utf-7");

        (await api.SendAsync(request, "/messages")).Expect(HttpStatusCode.OK);
    }

    private async Task<Fault?> FaultOfAsync(OddRequest odd)
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

        var heading = $"{(int)answer.Status} {answer.ContentType}";
        return (int)answer.Status switch
        {
            500 => new($"500 {odd.Method}", answer.Text),
            >= 400 when LackOf(odd, answer) is { } lack => new($"{heading} {lack}", answer.Text),
            >= 200 and < 300 when !IsDocs(odd) && !IsJsonOrEmpty(answer) => new($"{heading} that is not JSON", answer.Text),
            _ => null,
        };
    }

    /// <summary>What an answer lacks to be a problem of the contract.</summary>
    private static string? LackOf(OddRequest odd, Answer answer)
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

    private async Task<List<string>> AddUsersAsync(int count)
    {
        var ids = Enumerable.Range(0, count).Select(number => number % 3 == 0 ? $"{number}" : $"User-{number}.x_y").ToList();
        foreach (var id in ids)
        {
            await AddAsync("/users", new { id, name = id });
        }

        return ids;
    }

    private async Task<List<string>> AddMessagesAsync(List<string> users, int count)
    {
        var ids = new List<string>();
        for (var number = 0; number < count; number++)
        {
            var message = new { sender_id = users[number % users.Count], recipient_id = users[(number * 7 + 1) % users.Count], body = "Hello" };
            using var response = await api.Client.PostAsJsonAsync("/messages", message, TestContext.Current.CancellationToken);
            if (response.StatusCode == HttpStatusCode.Created)
            {
                ids.Add((string)(await Answer.ReadAsync(response)).Json["id"]!);
            }
        }

        Assert.NotEmpty(ids);
        return ids;
    }

    /// <summary>So many services, and an order for each of them.</summary>
    private async Task<(List<string> Services, List<string> Orders)> AddOrdersAsync(int count)
    {
        var (services, orders) = (new List<string>(), new List<string>());
        for (var number = 0; number < count; number++)
        {
            var (service, order) = (number % 3 == 0 ? $"{number}" : $"Service-{number}.x_y", $"order-{number}");
            await AddAsync("/services", new { id = service, name = service });
            await AddAsync("/orders", new { id = order, datetime = "2030-01-15T12:00:00Z", totalfee = 100, services = new[] { new { id = service } } });
            services.Add(service);
            orders.Add(order);
        }

        return (services, orders);
    }

    private async Task AddAsync(string path, object body)
    {
        using var response = await api.Client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private sealed record Fault(string Kind, string Text);
}
