using System.Collections.Concurrent;
using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Concurrency;

/// <summary>Random concurrent writes of orders and services.</summary>
public sealed class OrderMixedStormTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Clients = 24;
    private const int Turns = 50;

    private readonly ConcurrentDictionary<string, string> etags = new();
    private string[] services = [];

    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Write_WhenAllKindsAreConcurrent_KeepsSlotsAndUsesInStep(int seed)
    {
        services = [.. await api.AddServicesAsync(8)];

        var refusals = await Crowd.RushAsync(Clients, async client =>
        {
            var random = new Random((seed * 1000) + client);
            var refused = new List<string>();
            for (var turn = 0; turn < Turns; turn++)
            {
                refused.AddRange(await WriteAsync(random));
            }

            return refused;
        }).WaitAsync(TestContext.Current.CancellationToken);

        // Each of these refusals happened.
        var codes = refusals.SelectMany(codes => codes).Distinct().Order();
        Assert.Superset(new HashSet<string> { "order_conflict", "order_not_found", "service_in_use", "service_exists" }, codes.ToHashSet());
        await api.ExpectSoundAsync();
        await api.ExpectNoDeadlockAsync();
    }

    /// <summary>Sends a random request and asserts that its response is a possible one.</summary>
    /// <returns>The code of the refusal, or nothing.</returns>
    private async Task<IEnumerable<string>> WriteAsync(Random random)
    {
        var at = BookingSteps.Morning.AddMilliseconds(random.Next(36 * 3_600_000));
        var any = services.ToArray();
        random.Shuffle(any);
        var (wanted, service) = (any[..random.Next(1, 4)], any[^1]);
        var (order, etag) = etags.Skip(random.Next(etags.Count + 1)).FirstOrDefault(new KeyValuePair<string, string>("none", "\"1\""));
        var ifMatch = random.Next(3) == 0 ? etag : null;
        Answer answer;
        switch (random.Next(20))
        {
            case < 9:
                answer = await api.BookAsync(at, wanted, withIdempotencyKey: random.Next(3) == 0);
                if (answer.Status == HttpStatusCode.Created)
                {
                    etags[Booked.Of(answer.Json).Id] = answer.ETag!;
                }

                return Check(answer, HttpStatusCode.Created, at, wanted, "service_unknown");
            case < 14:
                answer = await api.MoveAsync(order, at, wanted, fee: random.Next(100), ifMatch);
                if (answer.Status == HttpStatusCode.OK)
                {
                    etags[order] = answer.ETag!;
                }

                return Check(answer, HttpStatusCode.OK, at, wanted, "order_not_found", "service_unknown", "etag_mismatch");
            case < 16:
                answer = await api.DeleteAsync($"/orders/{order}", headers: ifMatch is null ? [] : [("If-Match", ifMatch)]);
                return Check(answer, HttpStatusCode.NoContent, at, wanted, "order_not_found", "etag_mismatch");
            case 16:
                answer = await api.PutAsync($"/services/{service}", new { name = $"Name {random.Next(100)}" });
                return Check(answer, HttpStatusCode.OK, at, wanted, "service_not_found");
            case 17:
                answer = await api.DeleteAsync($"/services/{service}");
                return Check(answer, HttpStatusCode.NoContent, at, wanted, "service_not_found", "service_in_use");
            default:
                answer = await api.PostAsync("/services", new { id = service, name = "Again" });
                return Check(answer, HttpStatusCode.Created, at, wanted, "service_exists");
        }
    }

    private static IEnumerable<string> Check(
        Answer answer, HttpStatusCode success, DateTimeOffset at, string[] wanted, params string[] refusals)
    {
        if (answer.Status == success)
        {
            return [];
        }

        var problem = answer.Json;
        if ((string?)problem["code"] == "order_conflict")
        {
            answer.ExpectConflict(at, wanted);
            return ["order_conflict"];
        }

        var code = (string?)problem["errors"]?[0]?["code"] ?? (string)problem["code"]!;
        Assert.True(refusals.Contains(code), $"Expected {success} or {string.Join(", ", refusals)}: {answer.Text}");
        return [code];
    }
}
