using System.Net;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Events;
using Concierge.Api.Tests.Orders;
using Concierge.Api.Tests.Sms;
using Concierge.Api.Tests.Webhooks;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Common;

/// <summary>A successful request for each operation of the document.</summary>
internal static partial class OperationCalls
{
    /// <summary>Operations, their round trips, and what to send; names in braces stand for what <see cref="MakeAsync"/> makes.</summary>
    public static readonly IReadOnlyDictionary<string, (int RoundTrips, string Request, string? Body)> All =
        new Dictionary<string, (int RoundTrips, string Request, string? Body)>
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
            ["replayWebhooks"] = (7, "POST /webhook-endpoints/{endpoint}/replay", """{"after":"earliest","only":"all"}"""),
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
                (1, "POST /sms-messages", """{"recipient_phone":"2025550101","message_body":"Hello","send_at":"2099-01-01T00:00:00Z"}"""),
            ["sendSms"] =
                (1, "POST /send-message", """{"recipient_phone":"2025550101","message_body":"Hello","send_at":"2099-01-01T00:00:00Z"}"""),
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

    /// <summary>What the operation's request names, and a user.</summary>
    public static async Task<Dictionary<string, string>> ThingsAsync(this AccessFixture api, string operation)
    {
        var things = new Dictionary<string, string>();
        foreach (var name in Thing().Matches($"{{ann}}{All[operation].Request}{All[operation].Body}")
            .Select(match => match.Groups[1].Value).Distinct())
        {
            things[name] = await MakeAsync(api, name, things);
        }

        // Lists have something to list.
        if (things.TryGetValue("ann", out var ann) && !things.ContainsKey("message"))
        {
            await api.AddMessageAsync(ann, things.GetValueOrDefault("bob") ?? await api.AddUserAsync("bob"));
        }

        return things;
    }

    private static async Task<string> MakeAsync(AccessFixture api, string name, Dictionary<string, string> things)
    {
        switch (name)
        {
            case "message":
                return (await api.AddMessageAsync(things["ann"], things.GetValueOrDefault("bob") ?? await api.AddUserAsync("bob")))["id"]!
                    .GetValue<string>();
            case "liked":
                var liked = await MakeAsync(api, "message", things);
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
                    "INSERT INTO webhook_deliveries (endpoint_id, position, status, updated_at) "
                    + "VALUES (@id::uuid, @position, 'failed', now())",
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

    /// <summary>Gets the request of an operation: method, path and body.</summary>
    public static (HttpMethod Method, string Path, string? Body) Request(string operation, Dictionary<string, string> things)
    {
        var (_, request, body) = All[operation];
        var target = Fill(request, things).Split(' ');
        return (new(target[0]), target[1], body is null ? null : Fill(body, things));
    }

    private static string Fill(string template, Dictionary<string, string> things) =>
        Thing().Replace(template, match => things[match.Groups[1].Value]);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Thing();
}
