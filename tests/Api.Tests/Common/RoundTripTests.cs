using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Events;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Orders;
using Concierge.Api.Tests.Sms;
using Concierge.Api.Tests.Webhooks;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Common;

/// <summary>
/// Number of round trips to the database of each operation. A command, a batch and a savepoint each count as one. The driver does not
/// report BEGIN, which travels with the next command. Nor does it report COMMIT and ROLLBACK, each of which is one more.
/// </summary>
public sealed partial class RoundTripTests(RoundTripFixture api) : IClassFixture<RoundTripFixture>
{
    /// <summary>Operations, their round trips, and what to send; names in braces stand for what <see cref="MakeAsync"/> makes.</summary>
    private static readonly Dictionary<string, (int RoundTrips, string Request, string? Body)> Operations = new()
    {
        ["createUser"] = (2, "POST /users", """{"name":"Ann"}"""),
        ["listUsers"] = (1, "GET /users", null),
        ["getUser"] = (1, "GET /users/{ann}", null),
        ["changeUser"] = (3, "PUT /users/{ann}", """{"name":"Anna"}"""),
        ["reactivateUser"] = (1, "POST /users/{ann}/reactivate", null),
        ["deactivateUser"] = (3, "DELETE /users/{ann}", null),
        ["listContacts"] = (2, "GET /users/{ann}/contacts", null),
        ["mintUserToken"] = (2, "POST /users/{ann}/tokens", "{}"),
        ["listUserTokens"] = (1, "GET /users/{user_with_token}/tokens", null),
        ["revokeUserToken"] = (4, "DELETE /users/{user_with_token}/tokens/{token}", null),
        ["revokeUserTokens"] = (3, "DELETE /users/{ann}/tokens", null),
        ["createServiceKey"] = (2, "POST /service-keys", """{"name":"Key","scopes":["users"]}"""),
        ["listServiceKeys"] = (1, "GET /service-keys", null),
        ["rotateServiceKey"] = (3, "POST /service-keys/{key}/rotate", "{}"),

        // The lock with the count, the key, and the update between a savepoint and its release.
        ["revokeServiceKey"] = (6, "DELETE /service-keys/{key}", null),
        ["createWebhookEndpoint"] = (6, "POST /webhook-endpoints", """{"url":"https://127.0.0.1:1"}"""),
        ["listWebhookEndpoints"] = (2, "GET /webhook-endpoints", null),
        ["getWebhookEndpoint"] = (2, "GET /webhook-endpoints/{endpoint}", null),
        ["updateWebhookEndpoint"] = (6, "PUT /webhook-endpoints/{endpoint}", """{"url":"https://127.0.0.1:2"}"""),
        ["deleteWebhookEndpoint"] = (3, "DELETE /webhook-endpoints/{endpoint}", null),
        ["rotateWebhookSecret"] = (4, "POST /webhook-endpoints/{endpoint}/rotate-secret", "{}"),
        ["testWebhookEndpoint"] = (4, "POST /webhook-endpoints/{endpoint}/test", null),
        ["listWebhookDeliveries"] = (3, "GET /webhook-endpoints/{endpoint}/deliveries", null),
        ["listWebhookAttempts"] = (3, "GET /webhook-endpoints/{endpoint}/attempts", null),
        ["resendWebhook"] = (6, "POST /webhook-endpoints/{endpoint}/deliveries/{event}/resend", null),
        ["replayWebhooks"] = (6, "POST /webhook-endpoints/{endpoint}/replay", """{"after":"earliest"}"""),
        ["listAuditRecords"] = (1, "GET /audit", null),
        ["getChanges"] = (1, "GET /changes", null),
        ["listConversations"] = (1, "GET /users/{ann}/conversations", null),
        ["getConversation"] = (1, "GET /users/{ann}/conversations/{bob}", null),
        ["listConversationMessages"] = (1, "GET /users/{ann}/conversations/{bob}/messages", null),
        ["getUnreadTotals"] = (2, "GET /users/{ann}/unread", null),
        ["markConversationRead"] = (2, "PUT /users/{ann}/conversations/{bob}/read", """{"up_to":"{message}"}"""),
        ["sendMessage"] = (1, "POST /messages", """{"sender_id":"{ann}","recipient_id":"{bob}","body":"Hello"}"""),
        ["listMessages"] = (1, "GET /messages", null),
        ["getMessage"] = (1, "GET /messages/{message}", null),
        ["editMessage"] = (2, "PUT /messages/{message}", """{"body":"Changed"}"""),
        ["deleteMessage"] = (2, "DELETE /messages/{message}", null),
        ["likeMessage"] = (3, "PUT /messages/{message}/likes/{ann}", null),
        ["unlikeMessage"] = (2, "DELETE /messages/{liked}/likes/{ann}", null),
        ["createService"] = (2, "POST /services", """{"name":"Cut"}"""),
        ["listServices"] = (1, "GET /services", null),
        ["getService"] = (1, "GET /services/{service}", null),
        ["updateService"] = (3, "PUT /services/{service}", """{"name":"Shave"}"""),
        ["deleteService"] = (3, "DELETE /services/{service}", null),
        ["createOrder"] = (2, "POST /orders", """{"datetime":"2030-06-01T12:00:00Z","totalfee":100,"services":[{"id":"{service}"}]}"""),
        ["listOrders"] = (1, "GET /orders", null),
        ["getOrder"] = (1, "GET /orders/{order}", null),
        ["updateOrder"] =
            (3, "PUT /orders/{order}", """{"datetime":"2030-07-01T12:00:00Z","totalfee":100,"services":[{"id":"{service}"}]}"""),
        ["deleteOrder"] = (3, "DELETE /orders/{order}", null),
        ["changeOrders"] =
            (8, "POST /orders/batch", """{"operations":[{"op":"delete","id":"{order}"}]}"""),
        ["getNextAvailability"] = (2, "GET /availability/next?after=2030-06-01T00:00:00Z&service_id={service}", null),
        ["getAvailability"] = (2, "GET /availability?from=2030-06-01T00:00:00Z&to=2030-06-02T00:00:00Z&service_id={service}", null),
        ["queueSms"] =
            (2, "POST /sms-messages", """{"recipient_phone":"2025550101","message_body":"Hello","send_at":"2099-01-01T00:00:00Z"}"""),
        ["sendSms"] =
            (2, "POST /send-message", """{"recipient_phone":"2025550101","message_body":"Hello","send_at":"2099-01-01T00:00:00Z"}"""),
        ["previewSms"] = (0, "POST /sms-messages/preview", """{"recipient_phone":"2025550101","message_body":"Hello"}"""),
        ["listSms"] = (1, "GET /sms-messages", null),
        ["listSentSms"] = (1, "GET /send-message", null),
        ["getSms"] = (1, "GET /sms-messages/{sms}", null),
        ["cancelSms"] = (3, "POST /sms-messages/{sms}/cancel", null),
        ["redactSms"] = (3, "POST /sms-messages/{sent_sms}/redact", null),
        ["reportDelivery"] = (3, "POST /sms-messages/delivery-reports/sandbox?{report}", null),
        ["reportDeliveryByGet"] = (3, "GET /sms-messages/delivery-reports/sandbox?{report}", null),
        ["getLiveness"] = (0, "GET /health/live", null),
        ["getReadiness"] = (1, "GET /health/ready", null),
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Fact]
    public async Task Operations_OfDocument_AreAllInTable()
    {
        var operations = await Operation.AllAsync(api);

        Assert.Equal(
            operations.Select(operation => (string)operation.Node["operationId"]!).Order(StringComparer.Ordinal),
            Operations.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Send_WithCachedKey_TakesExpectedRoundTrips(string operation) =>
        await AssertRoundTripsAsync(operation, await ThingsAsync(operation), Bearer(Credentials.Key), Operations[operation].RoundTrips);

    /// <summary>One more asks whether the token is still good; where users may not do what services may, it is the only one.</summary>
    [Fact]
    public async Task Send_ByUser_TakesOneMoreRoundTrip()
    {
        List<string> refused = [];
        foreach (var operation in (await Operation.AllAsync(api)).Where(operation => operation.TakesUserTokens)
            .Select(operation => (string)operation.Node["operationId"]!))
        {
            var things = await ThingsAsync(operation);
            var (answer, roundTrips) = await SendAsync(operation, things, Bearer(await api.MintAsync(things["ann"])));
            if (answer.Status == HttpStatusCode.Forbidden)
            {
                refused.Add(operation);
                AssertCount(1, operation, roundTrips);
            }
            else
            {
                AssertSuccess(operation, answer);
                AssertCount(Operations[operation].RoundTrips + 1, operation, roundTrips);
            }
        }

        Assert.Equal(["createUser", "reactivateUser", "listOrders", "getOrder"], refused);
    }

    /// <summary>One more looks up the status of the user as whom a backend acts.</summary>
    [Theory]
    [InlineData("sendMessage")]
    [InlineData("listMessages")]
    [InlineData("getMessage")]
    [InlineData("editMessage")]
    [InlineData("getService")]
    public async Task Send_ByABackendThatActsAsAUser_TakesOneRoundTripMore(string operation)
    {
        var things = await ThingsAsync(operation);

        await AssertRoundTripsAsync(
            operation, things, Bearer(Credentials.Key), Operations[operation].RoundTrips + 1, ("X-User-Id", things["ann"]));
    }

    /// <summary>
    /// An Idempotency-Key adds three round trips: the lock, the lookup of a stored response, and the insert of this one. An order is
    /// inserted after a savepoint. EF Core also sets a savepoint before it saves, and releases it afterwards. A replay needs only the first
    /// two, and one more where it renders the resource as it is now.
    /// </summary>
    [Theory]
    [InlineData("createUser", 5, 2)]
    [InlineData("reactivateUser", 3, 3)]
    [InlineData("sendMessage", 3, 2)]
    [InlineData("createService", 5, 2)]
    [InlineData("createOrder", 4, 2)]
    [InlineData("queueSms", 5, 2)]
    [InlineData("cancelSms", 5, 3)]
    [InlineData("previewSms", 3, 2)]
    public async Task Post_WithIdempotencyKey_TakesThreeMoreRoundTripsAndReplayTakesFew(string operation, int more, int repeat)
    {
        var things = await ThingsAsync(operation);
        var once = ("Idempotency-Key", $"{Guid.NewGuid()}");

        await AssertRoundTripsAsync(operation, things, Bearer(Credentials.Key), Operations[operation].RoundTrips + more, once);
        await AssertRoundTripsAsync(operation, things, Bearer(Credentials.Key), repeat, once);
    }

    private async Task AssertRoundTripsAsync(
        string operation, Dictionary<string, string> things, string authorization,
        int expected, params (string Name, string Value)[] headers)
    {
        var (answer, roundTrips) = await SendAsync(operation, things, authorization, headers);

        AssertSuccess(operation, answer);
        AssertCount(expected, operation, roundTrips);
    }

    private static void AssertSuccess(string operation, Answer answer) =>
        Assert.True((int)answer.Status is >= 200 and < 300, $"{operation} was answered {answer.Status}: {answer.Text}");

    private static void AssertCount(int expected, string operation, List<string> roundTrips) => Assert.True(
        roundTrips.Count == expected,
        $"{operation} takes {roundTrips.Count} round trips instead of {expected}:\n{string.Join("\n--\n", roundTrips)}");

    private Task<(Answer Answer, List<string> RoundTrips)> SendAsync(
        string operation, Dictionary<string, string> things, string authorization, params (string Name, string Value)[] headers)
    {
        var (_, request, body) = Operations[operation];
        var target = Fill(request, things).Split(' ');
        return api.CountAsync(authorization, new(target[0]), target[1], body is null ? null : Fill(body, things), headers);
    }

    /// <summary>What the operation's request names, and a user.</summary>
    private async Task<Dictionary<string, string>> ThingsAsync(string operation)
    {
        var things = new Dictionary<string, string>();
        foreach (var name in Thing().Matches($"{{ann}}{Operations[operation].Request}{Operations[operation].Body}")
            .Select(match => match.Groups[1].Value).Distinct())
        {
            things[name] = await MakeAsync(name, things);
        }

        // Lists have something to list.
        if (things.TryGetValue("ann", out var ann) && !things.ContainsKey("message"))
        {
            await api.AddMessageAsync(ann, things.GetValueOrDefault("bob") ?? await api.AddUserAsync("bob"));
        }

        return things;
    }

    private async Task<string> MakeAsync(string name, Dictionary<string, string> things)
    {
        switch (name)
        {
            case "message":
                return (await api.AddMessageAsync(things["ann"], things.GetValueOrDefault("bob") ?? await api.AddUserAsync("bob")))["id"]!
                    .GetValue<string>();
            case "liked":
                var liked = await MakeAsync("message", things);
                (await api.PutAsync($"/messages/{liked}/likes/{things["ann"]}")).Expect(HttpStatusCode.Created);
                return liked;
            case "order":
                return (await api.AddOrderAsync(OrderSteps.Noon, things["service"] = await api.AddServiceAsync()))["id"]!
                    .GetValue<string>();
            case "service":
                return things.GetValueOrDefault("service") ?? await api.AddServiceAsync();
            case "user_with_token":
                var user = await api.AddUserAsync();
                await api.MintAsync(user);
                return user;
            case "token":
                return (string)(await api.GetAsync($"/users/{things["user_with_token"]}/tokens")).Json["items"]![0]!["id"]!;
            case "endpoint":
                return (string)(await api.AddEndpointAsync("https://127.0.0.1:1", "order.created"))["id"]!;
            case "event":
                var newest = await api.LatestAsync();
                await api.QueryAsync(
                    "INSERT INTO webhook_deliveries (endpoint_id, position, status, updated_at) VALUES (@id::uuid, @position, 'failed', now())",
                    ("id", things["endpoint"]), ("position", long.Parse(newest[5..])));
                return newest;
            case "key":
                return (await api.AddKeyAsync("users")).Id;
            case "sms":
                return (await api.AddSmsAsync(SmsSteps.NewPhone(), SmsSteps.Later)).SmsId();
            case "sent_sms":
                return (await api.AddSmsUntilAsync("delivered", SmsSteps.NewPhone())).SmsId();
            case "report":
                // On numbers like this one the sandbox does not report itself.
                var sent = (await api.AddSmsUntilAsync("sent", SmsSteps.NewPhone("0004"))).SmsId();
                var query = api.Services.GetRequiredService<ReportTokens>().QueryFor(SmsMessageId.From(sent));
                query["status"] = "Delivered";
                return QueryHelpers.AddQueryString("", query!)[1..];
            default:
                return await api.AddUserAsync(name);
        }
    }

    private static string Fill(string template, Dictionary<string, string> things) =>
        Thing().Replace(template, match => things[match.Groups[1].Value]);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Thing();
}

/// <summary>The product in Keys mode. The keys do not expire once they are read. Background work is not counted.</summary>
public sealed class RoundTripFixture(TestDatabases databases) : AccessFixture(databases)
{
    /// <summary>Says in an answer which trace the request has.</summary>
    private const string TraceHeader = "X-Test-Trace";

    /// <summary>Sends a request with this header <c>Authorization</c>.</summary>
    /// <returns>The answer, and the statements of each round trip to the database.</returns>
    internal async Task<(Answer Answer, List<string> RoundTrips)> CountAsync(
        string authorization, HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        var answer = await SendAsAsync(authorization, method, path, body, headers);
        var trace = ActivityTraceId.CreateFromString(answer.Headers[TraceHeader]);
        return (answer, [.. Executed.Of(trace).Select(statements => string.Join(";\n", statements.Select(statement => statement.Sql)))]);
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.ConfigureTestServices(
            services => services.AddSingleton<TimeProvider>(new Unaging()).AddSingleton<IStartupFilter, Traced>());
    }

    private sealed class Traced : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, product) =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers[TraceHeader] =
                        context.Features.GetRequiredFeature<IHttpActivityFeature>().Activity.TraceId.ToHexString();
                    return Task.CompletedTask;
                });
                return product(context);
            });
            next(app);
        };
    }

    /// <summary>A clock that tells the time, and measures that none passes.</summary>
    private sealed class Unaging : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
