using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Common;

namespace Concierge.Api.Tests.Events;

/// <summary>Every operation that changes something leaves an event. A new operation is added to one of the two tables.</summary>
public sealed class EveryChangeTests(RoundTripFixture api) : IClassFixture<RoundTripFixture>
{
    /// <summary>Operations, and the type of the event that each leaves.</summary>
    private static readonly Dictionary<string, string> EventOf = new()
    {
        ["createUser"] = "user.created",
        ["changeUser"] = "user.updated",
        ["deactivateUser"] = "user.deactivated",
        ["reactivateUser"] = "user.reactivated",
        ["revokeUserToken"] = "user.tokens_revoked",
        ["revokeUserTokens"] = "user.tokens_revoked",
        ["createServiceKey"] = "service_key.created",
        ["rotateServiceKey"] = "service_key.created",
        ["revokeServiceKey"] = "service_key.revoked",
        ["createWebhookEndpoint"] = "webhook_endpoint.created",
        ["updateWebhookEndpoint"] = "webhook_endpoint.updated",
        ["deleteWebhookEndpoint"] = "webhook_endpoint.deleted",
        ["rotateWebhookSecret"] = "webhook_endpoint.updated",
        ["replayWebhooks"] = "webhook_endpoint.updated",
        ["markConversationRead"] = "conversation.read",
        ["sendMessage"] = "message.created",
        ["editMessage"] = "message.updated",
        ["deleteMessage"] = "message.deleted",
        ["likeMessage"] = "message.liked",
        ["unlikeMessage"] = "message.unliked",
        ["createService"] = "service.created",
        ["updateService"] = "service.updated",
        ["deleteService"] = "service.deleted",
        ["createOrder"] = "order.created",
        ["updateOrder"] = "order.updated",
        ["deleteOrder"] = "order.deleted",
        ["changeOrders"] = "order.deleted",
        ["queueSms"] = "sms.scheduled",
        ["sendSms"] = "sms.scheduled",
        ["cancelSms"] = "sms.canceled",
        ["redactSms"] = "sms.redacted",
        ["reportDelivery"] = "sms.delivered",
    };

    /// <summary>Operations that leave no event, and why.</summary>
    private static readonly Dictionary<string, string> WithoutEvent = new()
    {
        ["previewSms"] = "It changes nothing.",
        ["testWebhookEndpoint"] = "A test is not in the feed.",
        ["resendWebhook"] = "It sends an event that is there already.",
        ["mintUserToken"] = "A token is a credential of the one who asked for it. No resource that others can read changes.",
    };

    public static TheoryData<string> Changes => [.. EventOf.Keys];

    [Fact]
    public async Task Operations_ThatAreNotReads_AreInOneOfTheTables()
    {
        var operations = (await Operation.AllAsync(api)).Where(operation => operation.Method is not ("get" or "head"));

        Assert.Equal(
            operations.Select(operation => (string)operation.Node["operationId"]!).Order(StringComparer.Ordinal),
            EventOf.Keys.Concat(WithoutEvent.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Operation_WhenDone_LeavesEvent(string operation)
    {
        var things = await api.ThingsAsync(operation);
        if (operation == "reactivateUser")
        {
            (await api.DeleteAsync($"/users/{things["ann"]}")).Expect(HttpStatusCode.NoContent);
        }

        var before = await CountAsync(EventOf[operation]);
        var (method, path, body) = OperationCalls.Request(operation, things);

        var answer = await api.SendAsync(method, path, body);

        Assert.True((int)answer.Status is >= 200 and < 300, answer.Text);
        Assert.Equal(before + 1, await CountAsync(EventOf[operation]));
    }

    [Fact]
    public async Task Operations_ThatAreExcepted_LeaveNoEvent()
    {
        foreach (var operation in WithoutEvent.Keys)
        {
            var things = await api.ThingsAsync(operation);
            var before = await CountAsync("%");
            var (method, path, body) = OperationCalls.Request(operation, things);

            var answer = await api.SendAsync(method, path, body);

            Assert.True((int)answer.Status is >= 200 and < 300, answer.Text);
            Assert.Equal(before, await CountAsync("%"));
        }
    }

    /// <summary>Counts the committed events of a type, with a position and without.</summary>
    private async Task<long> CountAsync(string type) => (long)(await api.QueryAsync(
        "SELECT (SELECT count(*) FROM events WHERE type LIKE @type) + (SELECT count(*) FROM event_outbox WHERE type LIKE @type)",
        ("type", type)))!;
}
