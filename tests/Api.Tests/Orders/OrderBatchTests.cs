using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class OrderBatchTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_WhenTwoOrdersSwapTimes_MovesBoth()
    {
        var service = await api.AddServiceAsync();
        var (first, second) = (await api.AddOrderAsync(Noon, service), await api.AddOrderAsync(Noon.Plus(Window), service));

        var answer = (await BatchAsync(Update(first.Id(), Noon.Plus(Window), service), Update(second.Id(), Noon, service)))
            .Expect(HttpStatusCode.OK);

        Assert.Equal([Noon.Plus(Window), Noon], Results(answer).Select(result => result["order"]!.Text("datetime")));
        foreach (var result in Results(answer))
        {
            var stored = await api.GetAsync($"/orders/{result["order"]!.Id()}");
            Assert.Equal((result["order"]!.ToJsonString(), result.Text("etag")), (stored.Json.ToJsonString(), stored.ETag));
        }

        foreach (var taken in new[] { Noon.Plus(-Window + Millisecond), Noon.Plus(2 * Window - Millisecond) })
        {
            (await api.OrderAsync(taken, service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        }

        await api.AddOrderAsync(Noon.Plus(2 * Window), service);
    }

    [Fact]
    public async Task Post_WithEveryKindOfOperation_CarriesThemOut()
    {
        var service = await api.AddServiceAsync();
        var (deleted, kept) = (await api.AddOrderAsync(Noon, service), await api.AddOrderAsync(Noon.Plus(Window), service));
        var whole = (await api.GetAsync($"/orders/{kept.Id()}")).Json;

        var answer = (await BatchAsync(
            new { op = "delete", id = deleted.Id() },
            new { op = "create", order = new { datetime = Noon, totalfee = 5, services = Ids(service), metadata = new { table = "7" } } },
            new { op = "update", order = whole })).Expect(HttpStatusCode.OK);

        var results = Results(answer).ToList();
        Assert.Equal((null, null), ((string?)results[0]["order"], (string?)results[0]["etag"]));
        Assert.Equal("7", results[1]["order"]!["metadata"]!.Text("table"));
        Assert.Equal(whole.ToJsonString(), results[2]["order"]!.ToJsonString());
        (await api.GetAsync($"/orders/{deleted.Id()}")).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");

        // An order that the batch did not change keeps its time.
        (await api.OrderAsync(Noon.Plus(Window + Millisecond), service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
    }

    [Fact]
    public async Task Post_WhenLaterOperationFreesTheTime_Succeeds()
    {
        var service = await api.AddServiceAsync();
        var order = await api.AddOrderAsync(Noon, service);

        (await BatchAsync(Create("", Noon.Plus(Millisecond), service), new { op = "delete", id = order.Id() })).Expect(HttpStatusCode.OK);

        (await api.GetAsync($"/orders/{order.Id()}")).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");
    }

    [Fact]
    public async Task Post_WhenConflicting_ExplainsIt()
    {
        var service = await api.AddServiceAsync();
        var blocker = await api.AddOrderAsync(Noon, service);

        var refused = (await BatchAsync(Create("", Noon.Plus(Millisecond), service)))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        Assert.Equal(blocker.Id(), Assert.Single(refused.Json["conflicts"]!.AsArray())!.Text("order_id"));
        Assert.Equal(Noon.Plus(Window), refused.Json.Text("next_available"));
    }

    [Fact]
    public async Task Post_WhenOperationFails_NamesItsIndex()
    {
        var service = await api.AddServiceAsync();
        var order = await api.AddOrderAsync(Noon, service);
        var count = await api.CountAsync("orders");
        var good = Create("", Noon.Plus(3 * Window), service);

        var cases = new (object Operation, HttpStatusCode Status, string Code)[]
        {
            (Create("", Noon.Plus(Window - Millisecond), service), HttpStatusCode.Conflict, "order_conflict"),
            (Create(order.Id(), Noon.Plus(9 * Window), service), HttpStatusCode.Conflict, "order_exists"),
            (Update("nothing", Noon, service), HttpStatusCode.NotFound, "order_not_found"),
            (new { op = "delete", id = "nothing" }, HttpStatusCode.NotFound, "order_not_found"),
            (Create("", Noon.Plus(9 * Window), "nothing"), HttpStatusCode.BadRequest, "service_unknown"),
            (new { op = "delete", id = order.Id(), if_match = "\"stale\"" }, HttpStatusCode.PreconditionFailed, "etag_mismatch"),
            (new { op = "delete", id = order.Id(), if_match = "stale" }, HttpStatusCode.BadRequest, "etag_invalid"),
        };
        foreach (var (operation, status, code) in cases)
        {
            var refused = (await BatchAsync(good, operation)).ExpectProblem(status, code);
            Assert.Equal(1, (int?)refused.Json["index"]);
        }

        Assert.Equal(count, await api.CountAsync("orders"));
        await api.AddOrderAsync(Noon.Plus(3 * Window), service);
    }

    [Fact]
    public async Task Post_WhenTagMatches_CarriesOut()
    {
        var order = (await api.OrderAsync(Noon, await api.AddServiceAsync())).Expect(HttpStatusCode.Created);

        (await BatchAsync(new { op = "delete", id = order.Json.Id(), if_match = order.ETag })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_WhenTwoOperationsNameOneOrder_IsRefused()
    {
        var service = await api.AddServiceAsync();
        var order = await api.AddOrderAsync(Noon, service);

        var refused = (await BatchAsync(Update(order.Id(), Noon.Plus(Window), service), new { op = "delete", id = order.Id() }))
            .ExpectProblem(HttpStatusCode.BadRequest, "order_repeated");

        Assert.Equal(1, (int?)refused.Json["index"]);
    }

    [Theory]
    [InlineData("""{}""", "/operations required")]
    [InlineData("""{ "operations": [] }""", "/operations too_few")]
    [InlineData("""{ "operations": [null] }""", "/operations/0 required")]
    [InlineData("""{ "operations": [{}] }""", "/operations/0/op required")]
    [InlineData("""{ "operations": [{ "op": "move" }] }""", "/operations/0/op op_invalid")]
    [InlineData("""{ "operations": [{ "op": "delete" }] }""", "/operations/0/id required")]
    [InlineData("""{ "operations": [{ "op": "delete", "id": "-" }] }""", "/operations/0/id id_invalid")]
    [InlineData("""{ "operations": [{ "op": "create" }] }""", "/operations/0/order required")]
    [InlineData("""{ "operations": [{ "op": "update" }] }""", "/operations/0/order required")]
    public async Task Post_WhenMalformed_IsRefused(string body, string error) =>
        Assert.Equal(
            [error], (await api.PostAsync("/orders/batch", body)).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed").Errors());

    [Fact]
    public async Task Post_WithMembersOfAnotherOperation_IsRefused()
    {
        var metadata = new Dictionary<string, string> { [""] = "" };
        var order = new { datetime = Noon, totalfee = 1, services = Ids("a", "a b"), metadata };
        var answer = await BatchAsync(
            new { op = "delete", id = "a", order }, new { op = "create", id = "a", order }, new { op = "update", order });

        Assert.Equal(
            [
                "/operations/0/order not_allowed",
                "/operations/1/id not_allowed",
                "/operations/1/order/metadata key_invalid",
                "/operations/1/order/services/1/id id_invalid",
                "/operations/2/order/id required",
                "/operations/2/order/metadata key_invalid",
                "/operations/2/order/services/1/id id_invalid",
            ],
            answer.ExpectProblem(HttpStatusCode.BadRequest, "validation_failed").Errors());
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task Post_WithManyOperations_AcceptsAtMost100(int count, bool succeeds)
    {
        var service = await api.AddServiceAsync();
        var operations = Enumerable.Range(0, count).Select(slot => Create("", Noon.Plus(slot * Window), service)).ToArray();

        var answer = await BatchAsync(operations);

        if (succeeds)
        {
            Assert.Equal(count, Results(answer.Expect(HttpStatusCode.OK)).Count());
        }
        else
        {
            answer.ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/operations", "too_many");
        }
    }

    [Fact]
    public async Task Post_WithIdempotencyKey_IsCarriedOutOnce()
    {
        var service = await api.AddServiceAsync();
        var body = new { operations = new[] { Create("", Noon, service) } };

        var first = (await api.PostAsync("/orders/batch", body, null, ("Idempotency-Key", service))).Expect(HttpStatusCode.OK);
        var second = (await api.PostAsync("/orders/batch", body, null, ("Idempotency-Key", service))).Expect(HttpStatusCode.OK);

        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task Post_WhenManySwapTheSameOrders_KeepsThemApart()
    {
        var service = await api.AddServiceAsync();
        var (first, second) = (await api.AddOrderAsync(Noon, service), await api.AddOrderAsync(Noon.Plus(Window), service));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(client => client % 4 == 3
            ? api.PutAsync($"/orders/{first.Id()}", Body(Noon, service))
            : client % 2 == 0
                ? BatchAsync(Update(first.Id(), Noon.Plus(Window), service), Update(second.Id(), Noon, service))
                : BatchAsync(Update(second.Id(), Noon.Plus(Window), service), Update(first.Id(), Noon, service))));

        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Conflict, answer.Text));
        Assert.All(answers.Where((_, client) => client % 4 != 3), answer => answer.Expect(HttpStatusCode.OK));
        var times = new[] { await TimeOfAsync(first.Id()), await TimeOfAsync(second.Id()) };
        Assert.Equal([Noon, Noon.Plus(Window)], times.Order());
    }

    private static object Create(string id, string datetime, params string[] services) => id.Length == 0
        ? new { op = "create", order = (object)new { datetime, totalfee = 1, services = Ids(services) } }
        : new { op = "create", order = (object)new { id, datetime, totalfee = 1, services = Ids(services) } };

    private static object Update(string id, string datetime, params string[] services) =>
        new { op = "update", order = new { id, datetime, totalfee = 1, services = Ids(services) } };

    private static object Ids(params string[] services) => services.Select(id => new { id });

    private static IEnumerable<JsonNode> Results(Answer answer) => answer.Json["results"]!.AsArray().Select(result => result!);

    private Task<Answer> BatchAsync(params object[] operations) => api.PostAsync("/orders/batch", new { operations });

    private async Task<string> TimeOfAsync(string id) => (await api.GetAsync($"/orders/{id}")).Json.Text("datetime");
}
