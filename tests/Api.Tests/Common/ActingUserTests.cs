using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;
using Concierge.Api.Tests.Orders;

namespace Concierge.Api.Tests.Common;

/// <summary>The header with which a service acts as a user.</summary>
public sealed class ActingUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a, b")]
    [InlineData("\"a\"")]
    [InlineData("ä")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Send_WhenHeaderIsMalformed_IsRefused(string header)
    {
        var id = await api.AddUserAsync();
        var stored = await api.UserRowAsync(id);

        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, null, ("X-User-Id", header)))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/X-User-Id", "id_invalid");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_WhenHeaderIsRepeated_IsRefused(bool sameUser)
    {
        var (id, other) = (await api.AddUserAsync(), await api.AddUserAsync());
        var stored = await api.UserRowAsync(id);

        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, null, ("X-User-Id", id), ("X-User-Id", sameUser ? id : other)))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/X-User-Id", "id_invalid");

        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Fact]
    public async Task Send_WhenHeaderNamesTheUser_ActsAsTheUser()
    {
        var (id, other) = (await api.AddUserAsync(), await api.AddUserAsync());

        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, null, ("x-user-id", other)))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, null, ("x-user-id", id))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Send_WhenCaseOfHeaderDiffers_ActsAsAnotherUser()
    {
        var id = await api.AddUserAsync("case");

        (await api.PutAsync($"/users/{id}", new { name = "Mine" }, id.ToUpperInvariant()))
            .ExpectProblem(HttpStatusCode.BadRequest, "acting_user_unknown", "/X-User-Id");
    }

    [Fact]
    public async Task Send_WhenTheUserIsUnknown_IsRefusedByEveryOperation()
    {
        foreach (var operation in await OperationsAsync())
        {
            var answer = await api.SendAsync(operation.HttpMethod, TargetOf(operation), BodyOf(operation, "no-one"), "no-one");

            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{operation}: {answer.Text}");
            answer.ExpectProblem(HttpStatusCode.BadRequest, "acting_user_unknown", "/X-User-Id", "acting_user_unknown");
        }
    }

    [Fact]
    public async Task Send_WhenTheUserIsDeactivated_IsRefusedByEveryWriteAndReadsStay()
    {
        var id = await api.AddUserAsync();
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);
        foreach (var operation in (await OperationsAsync()).Where(operation => (string?)operation.Node["operationId"] != "previewSms"))
        {
            var answer = await api.SendAsync(operation.HttpMethod, TargetOf(operation), BodyOf(operation, id), id);

            if (operation.Method == "get")
            {
                Assert.True(answer.Status != HttpStatusCode.Conflict, $"{operation}: {answer.Text}");
            }
            else
            {
                Assert.True(answer.Status == HttpStatusCode.Conflict, $"{operation}: {answer.Text}");
                answer.ExpectProblem(HttpStatusCode.Conflict, "user_deactivated", "/X-User-Id", "user_deactivated");
            }
        }

        (await api.GetAsync("/messages", id)).Expect(HttpStatusCode.OK);
        (await api.GetAsync($"/users/{id}/conversations", id)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_WhenTheUserWasDeactivatedSince_StillReplaysItsAnswer()
    {
        var (id, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        var once = ("Idempotency-Key", $"{Guid.NewGuid()}");
        var message = new { sender_id = id, recipient_id = peer, body = "Hello" };
        var sent = (await api.PostAsync("/messages", message, id, once)).Expect(HttpStatusCode.Created);
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(sent.Text, (await api.PostAsync("/messages", message, id, once)).Expect(HttpStatusCode.Created).Text);
    }

    private async Task<IEnumerable<Operation>> OperationsAsync() =>
        (await Operation.AllAsync(api)).Where(operation => !operation.IsAnonymous);

    private static string TargetOf(Operation operation) => (string?)operation.Node["operationId"] switch
    {
        "getAvailability" => $"{operation.Target}?from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z&service_id=nothing",
        "getNextAvailability" => $"{operation.Target}?service_id=nothing",
        "resendWebhook" => operation.Target.Replace("nobody", "k7d2-1", StringComparison.Ordinal),
        _ => operation.Target,
    };

    /// <summary>A valid body of the operation.</summary>
    private static object? BodyOf(Operation operation, string user) => (string?)operation.Node["operationId"] switch
    {
        "createUser" or "changeUser" or "createService" or "updateService" => new { name = "Ann" },
        "sendMessage" => new { sender_id = user, recipient_id = "bob", body = "Hello" },
        "editMessage" => new { body = "Hello" },
        "markConversationRead" => new { up_to = MessageSteps.UnknownMessage },
        "createOrder" or "updateOrder" => OrderSteps.Body(OrderSteps.Noon, "nothing"),
        "changeOrders" => new { operations = new[] { new { op = "delete", id = "nothing" } } },
        "createServiceKey" => new { name = "key", scopes = new[] { "users" } },
        "createWebhookEndpoint" or "updateWebhookEndpoint" => new { url = "https://shop.example" },
        "replayWebhooks" => new { after = "earliest" },
        "queueSms" or "sendSms" or "previewSms" => new { recipient_phone = "2025550101", message_body = "Hello" },
        _ => operation.Body,
    };
}
