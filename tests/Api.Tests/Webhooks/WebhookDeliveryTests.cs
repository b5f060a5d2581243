using System.Net;
using System.Text;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Events;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Webhooks.Delivery;
using Microsoft.AspNetCore.Http;

namespace Concierge.Api.Tests.Webhooks;

/// <summary>Events on their way to receivers.</summary>
public sealed class WebhookDeliveryTests(TestDatabases databases)
{
    private static readonly TimeSpan[] Schedule =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    [Fact]
    public async Task Event_OfASubscribedType_ArrivesSignedWithTheBytesOfTheFeed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases);
        var endpoint = await api.AddEndpointAsync(receiver.Url, "user.created");

        var user = await api.AddUserAsync();
        await api.PutAsync($"/users/{user}", new { name = "Other" });
        await api.AddUserAsync();
        await api.UntilAsync(endpoint, "delivered", 2);

        var changes = await api.GetAsync("/changes?after=earliest&types=user.created");
        foreach (var request in receiver.Requests)
        {
            var body = Encoding.UTF8.GetString(request.Body);
            Assert.Contains(body, changes.Text, StringComparison.Ordinal);
            Assert.Contains($"\"id\":\"{request.Id}\"", body, StringComparison.Ordinal);
            Assert.Equal(SignatureOf((string)endpoint["secret"]!, request), request.Signature);
        }

        Assert.Equal(2, receiver.Requests.Count);
        var attempt = (await api.ReadAttemptsAsync(endpoint))[0];
        Assert.Equal(
            ("schedule", 204, null, 1),
            ((string?)attempt["trigger"], (int?)attempt["status_code"], (string?)attempt["error"], (int?)attempt["number"]));
    }

    [Fact]
    public async Task Test_Always_SendsASignedEventAndReturnsTheAttempt()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases);
        receiver.Answer = async (_, http) =>
        {
            http.Response.StatusCode = 418;
            await http.Response.WriteAsync(new string('x', 20_000));
        };
        var endpoint = await api.AddEndpointAsync(receiver.Url);

        var attempt = (await api.PostAsync($"/webhook-endpoints/{endpoint["id"]}/test", "{}")).Expect(HttpStatusCode.OK).Json;

        var request = Assert.Single(receiver.Requests, request => request.Id.StartsWith("test_", StringComparison.Ordinal));
        Assert.Equal(SignatureOf((string)endpoint["secret"]!, request), request.Signature);
        Assert.Contains("\"type\":\"webhook.test\"", Encoding.UTF8.GetString(request.Body), StringComparison.Ordinal);
        Assert.Equal(
            ("test", 418, "http_status", request.Id, 1024),
            ((string?)attempt["trigger"], (int?)attempt["status_code"], (string?)attempt["error"], (string?)attempt["event_id"],
                ((string)attempt["response"]!).Length));
        Assert.Contains((string)attempt["id"]!, (await api.ReadAttemptsAsync(endpoint)).Select(item => (string?)item["id"]));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", "connect_failed")]
    [InlineData("https://{0}/", "tls_failed")]
    public async Task Test_WhenNothingAnswers_SaysWhy(string url, string error)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases);
        var endpoint = await api.AddEndpointAsync(url.Replace("{0}", new Uri(receiver.Url).Authority, StringComparison.Ordinal));

        var attempt = (await api.PostAsync($"/webhook-endpoints/{endpoint["id"]}/test", "{}")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal((error, null), ((string?)attempt["error"], (int?)attempt["status_code"]));
    }

    [Fact]
    public async Task Event_ThatTheReceiverRefuses_HoldsUpNoOtherAndIsTriedFor75Hours()
    {
        var clock = new ClockWithRealTimers(TimeProvider.System.GetUtcNow());
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases, clock);
        var endpoint = await api.AddEndpointAsync(receiver.Url, "user.created");
        receiver.Answer = (request, http) => Receiver.Status(
            http, IsOf(request, "poison") ? HttpStatusCode.BadRequest : HttpStatusCode.NoContent);
        var poison = await api.AddUserAsync("poison");
        var started = clock.Now;
        for (var i = 0; i < Schedule.Length; i++)
        {
            await UntilTriedAsync(api, i + 1);
            var due = (DateTimeOffset)(await api.ReadDeliveriesAsync(endpoint, "&status=pending"))[0]["due_at"]!;
            Assert.InRange(due - clock.Now, Schedule[i] * 0.79, Schedule[i] * 1.21);
            var other = await api.AddUserAsync();
            await Poll.UntilAsync(() => receiver.Requests.Any(request => IsOf(request, other)));

            // The API cuts times to milliseconds.
            clock.Now = due.AddSeconds(1);
        }

        await api.UntilAsync(endpoint, "failed", 1);
        Assert.InRange(clock.Now - started, TimeSpan.FromHours(75.6 * 0.79), TimeSpan.FromHours(75.6 * 1.21));
        var attempts = receiver.Requests.Where(request => IsOf(request, poison)).ToList();
        Assert.Equal(10, attempts.Count);
        Assert.Single(attempts.Select(request => request.Id).Distinct());
        Assert.Equal(("enabled", null), ((string?)(await api.ReadEndpointAsync(endpoint))["status"], (string?)endpoint["failing_since"]));

        // A resend begins anew, with the same id.
        receiver.AnswerWith(HttpStatusCode.OK);
        var id = attempts[0].Id;
        (await api.PostAsync($"/webhook-endpoints/{endpoint["id"]}/deliveries/{id}/resend", "{}")).Expect(HttpStatusCode.Accepted);
        await Poll.UntilAsync(async () => (await api.ReadAttemptsAsync(endpoint, $"&event_id={id}")).Count == 11);
        var last = (await api.ReadAttemptsAsync(endpoint, $"&event_id={id}"))[0];
        Assert.Equal(("manual", 11), ((string?)last["trigger"], (int?)last["number"]));
        Assert.Equal(10, (await api.ReadAttemptsAsync(endpoint, $"&event_id={id}&succeeded=false")).Count);
    }

    [Fact]
    public async Task Endpoint_ThatFailsForFiveDays_IsAnnouncedThenDisabledAndResumesWhereItStopped()
    {
        var clock = new ClockWithRealTimers(TimeProvider.System.GetUtcNow());
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases, clock);
        var endpoint = await api.AddEndpointAsync(receiver.Url, "user.created");
        var after = (string)endpoint["position"]!;
        receiver.AnswerWith(HttpStatusCode.ServiceUnavailable);
        List<string> users = [];
        for (var i = 0; i < 5; i++)
        {
            users.Add(await api.AddUserAsync());
        }

        await UntilFailuresAsync(api, 5);
        var failing = await api.ReadEndpointAsync(endpoint);
        Assert.Equal(
            (DateTimeOffset)failing["failing_since"]! + TimeSpan.FromDays(5), (DateTimeOffset)failing["disables_at"]!);
        var announced = (await api.ReadAsync(after, 1, filter: "&types=webhook_endpoint.failing"))[0];
        Assert.Equal((string?)failing["disables_at"], (string?)announced["data"]!["disables_at"]);

        // Only probes, one after the other: 5 s, 30 s, 1 min, then 5 min.
        foreach (var (failures, wait) in new[] { (6, 5), (7, 30), (8, 60), (9, 300), (10, 300) })
        {
            var requests = receiver.Requests.Count;
            clock.Now = clock.Now.AddSeconds(wait + 1);
            await UntilFailuresAsync(api, failures);
            Assert.Equal(requests + 1, receiver.Requests.Count);
        }

        users.Add(await api.AddUserAsync());
        clock.Now = ((DateTimeOffset)failing["disables_at"]!).AddSeconds(1);
        await Poll.UntilAsync(async () => (string?)(await api.ReadEndpointAsync(endpoint))["status"] == "disabled");
        var disabled = (await api.ReadAsync(after, 1, filter: "&types=webhook_endpoint.disabled"))[0];
        Assert.Equal(
            """{"status":"disabled","status_reason":"failing","disables_at":null,"version":2}""", disabled["data"]!.ToJsonString());
        users.Add(await api.AddUserAsync());

        receiver.AnswerWith(HttpStatusCode.OK);
        object enabled = new { url = receiver.Url, types = new[] { "user.created" }, enabled = true };
        (await api.PutAsync($"/webhook-endpoints/{endpoint["id"]}", enabled))
            .Expect(HttpStatusCode.OK);

        // The dispatcher looks for endpoints again after an interval of the clock.
        clock.Now = clock.Now.AddSeconds(1);
        await api.UntilAsync(endpoint, "delivered", users.Count);
    }

    [Fact]
    public async Task Endpoint_ThatRecovers_SaysSoAndGetsEverything()
    {
        var clock = new ClockWithRealTimers(TimeProvider.System.GetUtcNow());
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases, clock);
        var endpoint = await api.AddEndpointAsync(receiver.Url, "user.created");
        receiver.AnswerWith(HttpStatusCode.InternalServerError);
        for (var i = 0; i < 30; i++)
        {
            await api.AddUserAsync();
        }

        await UntilFailuresAsync(api, 5);
        receiver.AnswerWith(HttpStatusCode.NoContent);
        clock.Now = clock.Now.AddMinutes(6);

        await api.UntilAsync(endpoint, "delivered", 30);
        await api.ReadAsync((string)endpoint["position"]!, 1, filter: "&types=webhook_endpoint.recovered");
        Assert.Null((string?)(await api.ReadEndpointAsync(endpoint))["failing_since"]);
    }

    [Fact]
    public async Task Endpoint_ThatIsGone_IsDisabledAtOnce()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases);
        receiver.AnswerWith(HttpStatusCode.Gone);
        var endpoint = await api.AddEndpointAsync(receiver.Url, "user.created");

        await api.AddUserAsync();

        await Poll.UntilAsync(async () => (string?)(await api.ReadEndpointAsync(endpoint))["status_reason"] == "gone");
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Replay_OfAll_DeliversAgainWithTheSameIds()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases);
        var endpoint = await api.AddEndpointAsync(receiver.Url, "user.created");
        for (var i = 0; i < 3; i++)
        {
            await api.AddUserAsync();
        }

        await api.UntilAsync(endpoint, "delivered", 3);
        var replayed = (await api.PostAsync(
            $"/webhook-endpoints/{endpoint["id"]}/replay", new { after = (string)endpoint["position"]!, only = "all" }))
            .Expect(HttpStatusCode.Accepted).Json;

        await Poll.UntilAsync(() => receiver.Requests.Count == 6);
        Assert.Equal(3, receiver.Requests.Select(request => request.Id).Distinct().Count());
        Assert.Equal((string?)endpoint["position"], (string?)replayed["from"]);
        await api.UntilAsync(endpoint, "delivered", 3);
    }

    [Fact]
    public async Task Rotate_UnderTraffic_IsRefusedByNoReceiverThatKnowsEitherSecret()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases);
        var endpoint = await api.AddEndpointAsync(receiver.Url, "user.created");
        var (known, refused) = ((string)endpoint["secret"]!, 0);
        receiver.Answer = (request, http) =>
        {
            var isGenuine = request.Signature.Split(' ').Contains(SignatureOf(known, request));
            refused += isGenuine ? 0 : 1;
            return Receiver.Status(http, isGenuine ? HttpStatusCode.NoContent : HttpStatusCode.Unauthorized);
        };

        for (var i = 0; i < 60; i++)
        {
            await api.AddUserAsync();
            if (i == 20)
            {
                var next = (string)(await api.PostAsync($"/webhook-endpoints/{endpoint["id"]}/rotate-secret", "{}"))
                    .Expect(HttpStatusCode.OK).Json["secret"]!;
                await api.AddUserAsync();
                await Poll.UntilAsync(() => receiver.Requests.Any(request => request.Signature.Contains(' ', StringComparison.Ordinal)));
                known = next;
            }
        }

        await api.UntilAsync(endpoint, "delivered", 61);
        Assert.Equal(0, refused);
    }

    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task DeadEndpoint_AmongHealthyOnes_DelaysNone()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases);
        var dead = new TaskCompletionSource();
        receiver.Answer = (request, http) => request.Path == "/dead"
            ? dead.Task.WaitAsync(http.RequestAborted)
            : Receiver.Status(http, HttpStatusCode.NoContent);
        var count = Proof.Rounds(9, 99);
        await api.AddEndpointAsync($"{receiver.Url}/dead", "user.created");
        for (var i = 0; i < count; i++)
        {
            await api.AddEndpointAsync($"{receiver.Url}/{i}", "user.created");
        }

        for (var i = 0; i < 20; i++)
        {
            await api.AddUserAsync();
        }

        // The attempts at the dead endpoint are still waiting for their timeout.
        await Poll.UntilAsync(() => receiver.Requests.Count(request => request.Path != "/dead") == 20 * count);
        Assert.InRange(receiver.Of("/dead").Count, 1, WebhookLease.Lanes);
        dead.SetCanceled(TestContext.Current.CancellationToken);
        Proof.Report($"One dead endpoint among {count} healthy ones: 20 events arrived at each of them while it held its attempts.");
    }

    private static bool IsOf(Received request, string user) =>
        Encoding.UTF8.GetString(request.Body).Contains(user, StringComparison.Ordinal);

    private static string SignatureOf(string secret, Received request) => WebhookSigner.Sign(
        [Convert.FromBase64String(secret[WebhookSecret.Prefix.Length..])], request.Id,
        DateTimeOffset.FromUnixTimeSeconds(request.Timestamp), request.Body);

    private static Task UntilTriedAsync(WebhookApi api, int attempts) => Poll.UntilAsync(
        async () => await api.QueryAsync(
            "SELECT true FROM webhook_deliveries WHERE attempts = @attempts AND status = 'pending' AND begun_until IS NULL",
            ("attempts", attempts)) is true,
        () => $"No delivery was tried {attempts} times.");

    private static Task UntilFailuresAsync(WebhookApi api, int failures) => Poll.UntilAsync(
        async () => await api.QueryAsync("SELECT failures FROM webhook_endpoints") is int found && found >= failures,
        () => $"The endpoint has not failed {failures} times.");
}
