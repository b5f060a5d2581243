using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class OrderIdempotencyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    /// <summary>A key that no other test has.</summary>
    private readonly (string, string) key = ("Idempotency-Key", Guid.NewGuid().ToString());

    [Fact]
    public async Task PostService_WhenRepeated_ReplaysResponse()
    {
        var first = (await api.PostAsync("/services", new { name = "Inspection" }, null, key)).Expect(HttpStatusCode.Created);

        ExpectReplay(first, await api.PostAsync("/services", new { name = "Inspection" }, null, key));
    }

    [Fact]
    public async Task PostOrder_WhenRepeated_ReplaysResponseAndBooksOnce()
    {
        var service = await api.AddServiceAsync();
        var first = (await api.PostAsync("/orders", Body(Noon, service), null, key)).Expect(HttpStatusCode.Created);

        ExpectReplay(first, await api.PostAsync("/orders", Body(Noon, service), null, key));

        Assert.Equal([first.Json.Id()], Assert.Single(await api.PagesAsync($"/orders?service_id={service}")));
    }

    [Fact]
    public async Task Post_WhenKeyBelongsToAnotherOrder_IsRefused()
    {
        var service = await api.AddServiceAsync();
        (await api.PostAsync("/orders", Body(Noon, service), null, key)).Expect(HttpStatusCode.Created);

        (await api.PostAsync("/orders", Body(Noon.Plus(Window), service), null, key))
            .ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task Post_WhenTimeIsTaken_IsRefusedAndCanBeRetried()
    {
        var service = await api.AddServiceAsync();
        var blocker = (await api.AddOrderAsync(Noon, service)).Id();

        var refused = (await api.PostAsync("/orders", Body(Noon, service), null, key))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        var without = (await api.OrderAsync(Noon, service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        var again = (await api.PostAsync("/orders", Body(Noon, service), null, key))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        Assert.Equal(blocker, Assert.Single(refused.Json["conflicts"]!.AsArray())!.Text("order_id"));
        Assert.Equal(WithoutTrace(without), WithoutTrace(refused));
        Assert.Equal(WithoutTrace(without), WithoutTrace(again));
        Assert.DoesNotContain("Idempotent-Replayed", again.Headers.Keys);

        (await api.DeleteAsync($"/orders/{blocker}")).Expect(HttpStatusCode.NoContent);
        var placed = (await api.PostAsync("/orders", Body(Noon, service), null, key)).Expect(HttpStatusCode.Created);
        Assert.DoesNotContain("Idempotent-Replayed", placed.Headers.Keys);
        ExpectReplay(placed, await api.PostAsync("/orders", Body(Noon, service), null, key));
    }

    [Fact]
    public async Task Post_WhenOrderWasDeleted_ReplaysResponseAndBooksNone()
    {
        var service = await api.AddServiceAsync();
        var first = (await api.PostAsync("/orders", Body(Noon, service), null, key)).Expect(HttpStatusCode.Created);
        (await api.DeleteAsync(first.Headers["Location"])).Expect(HttpStatusCode.NoContent);

        ExpectReplay(first, await api.PostAsync("/orders", Body(Noon, service), null, key));

        (await api.GetAsync(first.Headers["Location"])).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");
        Assert.Equal([$"{Noon}/{Noon}"], await api.FreeAsync(Noon, Noon, service));
    }

    [Fact]
    public async Task Post_WhenIdIsTaken_StoresNoResponse()
    {
        var service = await api.AddServiceAsync();
        var id = (await api.AddOrderAsync(Noon, service)).Id();
        var body = new { id, datetime = Noon.Plus(Window), totalfee = 1, services = new[] { new { id = service } } };
        var count = await api.CountAsync("idempotency_records");

        (await api.PostAsync("/orders", body, null, key)).ExpectProblem(HttpStatusCode.Conflict, "order_exists");
        Assert.Equal(count, await api.CountAsync("idempotency_records"));

        (await api.DeleteAsync($"/orders/{id}")).Expect(HttpStatusCode.NoContent);
        (await api.PostAsync("/orders", body, null, key)).Expect(HttpStatusCode.Created);
    }

    private static void ExpectReplay(Answer first, Answer second)
    {
        second.Expect(HttpStatusCode.Created);
        Assert.Equal((first.Text, first.Headers["Location"], first.ETag), (second.Text, second.Headers["Location"], second.ETag));
        Assert.Equal("true", second.Headers["Idempotent-Replayed"]);
        Assert.DoesNotContain("Idempotent-Replayed", first.Headers.Keys);
    }

    private static string WithoutTrace(Answer refused)
    {
        var problem = refused.Json.AsObject();
        Assert.True(problem.Remove("trace_id"));
        return problem.ToJsonString();
    }
}
