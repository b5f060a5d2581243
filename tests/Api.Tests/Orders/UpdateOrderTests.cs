using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class UpdateOrderTests(ClockFixture api) : IClassFixture<ClockFixture>
{
    [Fact]
    public async Task Put_WithNewValues_ReplacesThem()
    {
        api.Clock.Now = Clocks.Start;
        var (service, a, b) = (await api.AddServiceAsync(), await api.AddServiceAsync("a"), await api.AddServiceAsync("b"));
        var before = await AddAsync(service);
        api.Clock.Now += TimeSpan.FromMilliseconds(1);

        var body = new { datetime = "2031-02-03T05:05:06.7890+01:00", totalfee = 7.5, services = new[] { new { id = b }, new { id = a } } };
        var answer = (await api.PutAsync(before.Headers["Location"], body)).Expect(HttpStatusCode.OK);

        Assert.Equal(
            $$"""
            {"id":"{{before.Json.Id()}}","datetime":"2031-02-03T04:05:06.789Z","totalfee":7.5,
            "services":[{"id":"{{b}}","name":"b"},{"id":"{{a}}","name":"a"}],"metadata":{},
            "created_at":"2020-02-03T04:05:06.789Z","updated_at":"2020-02-03T04:05:06.790Z"}
            """.ReplaceLineEndings(""),
            answer.Text);
        Assert.NotEqual(before.ETag, answer.ETag);
        var found = (await api.GetAsync(before.Headers["Location"])).Expect(HttpStatusCode.OK);
        Assert.Equal((answer.Text, answer.ETag), (found.Text, found.ETag));
    }

    [Fact]
    public async Task Put_WithSameValues_ChangesNothing()
    {
        var (a, b) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        var before = await AddAsync(a, b);
        var stored = await api.OrderRowAsync(before.Json.Id());
        api.Clock.Now += TimeSpan.FromHours(1);

        foreach (var datetime in new[] { Noon, "2030-06-01T14:00:00.0009+02:00" })
        {
            var answer = (await api.PutAsync(before.Headers["Location"], Body(datetime, a, b))).Expect(HttpStatusCode.OK);
            Assert.Equal((before.Text, before.ETag), (answer.Text, answer.ETag));
        }

        Assert.Equal(stored, await api.OrderRowAsync(before.Json.Id()));
    }

    [Fact]
    public async Task Put_WhenOneValueDiffers_ChangesTag()
    {
        var (a, b) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        object[] bodies =
        [
            Body(Noon, b, a), Body(Noon.Plus(Millisecond), a, b), Body(Noon, a),
            new { datetime = Noon, totalfee = 100.01, services = Ids(a, b) },
        ];

        foreach (var body in bodies)
        {
            var before = await AddAsync(a, b);
            api.Clock.Now += TimeSpan.FromMilliseconds(1);
            var answer = (await api.PutAsync(before.Headers["Location"], body)).Expect(HttpStatusCode.OK);

            Assert.NotEqual(before.ETag, answer.ETag);
            Assert.NotEqual(before.Json.Text("updated_at"), answer.Json.Text("updated_at"));
            Assert.Equal(answer.Text, (await api.GetAsync(before.Headers["Location"])).Text);
            (await api.DeleteAsync(before.Headers["Location"])).Expect(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task Put_WhenOrderIsUnknown_IsNotFoundAndCreatesNone()
    {
        var service = await api.AddServiceAsync();
        var count = await api.CountAsync("orders");

        (await api.PutAsync("/orders/nothing", Body(Noon, service))).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");
        (await api.PutAsync("/orders/nothing", Body(Noon, service), null, ("If-Match", "*")))
            .ExpectProblem(HttpStatusCode.NotFound, "order_not_found");

        Assert.Equal(count, await api.CountAsync("orders"));
        await api.AddOrderAsync(Noon, service);
    }

    [Fact]
    public async Task Put_WhenIdIsMalformed_IsRefused()
    {
        (await api.PutAsync("/orders/-a", Body(Noon, await api.AddServiceAsync())))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Fact]
    public async Task Put_WhenBodyNamesAnotherId_IsRefused()
    {
        var service = await api.AddServiceAsync();
        var id = (await AddAsync(service)).Json.Id();
        var stored = await api.OrderRowAsync(id);

        (await api.PutAsync($"/orders/{id}", new { id = "other", datetime = Noon, totalfee = 1, services = Ids(service) }))
            .ExpectProblem(HttpStatusCode.BadRequest, "id_mismatch", "/id", "id_mismatch");

        Assert.Equal(stored, await api.OrderRowAsync(id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(60_000)]
    [InlineData(-60_000)]
    [InlineData(10_799_999)]
    [InlineData(10_800_000)]
    [InlineData(-10_800_001)]
    public async Task Put_WhenNewTimeIsNearOldOne_DoesNotConflictWithItself(int milliseconds)
    {
        var service = await api.AddServiceAsync();
        var before = await AddAsync(service);
        var datetime = Noon.Plus(TimeSpan.FromMilliseconds(milliseconds));

        var after = (await api.PutAsync(before.Headers["Location"], Body(datetime, service))).Expect(HttpStatusCode.OK);

        Assert.Equal(datetime, after.Json.Text("datetime"));
        Assert.Equal(
            [$"{Noon.Plus(-3 * Window)}/{datetime.Plus(-Window)}", $"{datetime.Plus(Window)}/{Noon.Plus(3 * Window)}"],
            await api.FreeAsync(Noon.Plus(-3 * Window), Noon.Plus(3 * Window), service));
    }

    [Fact]
    public async Task Put_WhenAnotherOrderIsTooClose_IsRefusedAndKeepsTime()
    {
        var service = await api.AddServiceAsync();
        var blocker = await AddAsync(service);
        var before = (await api.OrderAsync(Noon.Plus(TimeSpan.FromHours(5)), service)).Expect(HttpStatusCode.Created);
        var stored = await api.OrderRowAsync(before.Json.Id());

        var refused = (await api.PutAsync(before.Headers["Location"], Body(Noon.Plus(Window - Millisecond), service)))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        Assert.Equal(before.Headers["Location"], refused.Json.Text("instance"));
        Assert.Equal(blocker.Json.Id(), Assert.Single(refused.Json["conflicts"]!.AsArray())!.Text("order_id"));
        Assert.Equal(stored, await api.OrderRowAsync(before.Json.Id()));

        // Its own time, 17:00, is not in the way of what is offered instead.
        Assert.Equal(Noon.Plus(Window), refused.Json.Text("next_available"));
        (await api.PutAsync(before.Headers["Location"], Body(Noon.Plus(Window), service))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Put_WithOtherServices_FreesTimeOfFormerOnes()
    {
        var (kept, left, gained) = (await api.AddServiceAsync(), await api.AddServiceAsync(), await api.AddServiceAsync());
        var order = await AddAsync(left, kept);
        await ExpectTakenAsync(left, kept);
        await api.AddOrderAsync(Noon.Plus(Window), gained);

        (await api.PutAsync(order.Headers["Location"], Body(Noon, kept, gained))).Expect(HttpStatusCode.OK);

        await ExpectTakenAsync(kept, gained);
        await api.AddOrderAsync(Noon, left);
        Assert.DoesNotContain(order.Json.Id(), (await api.PagesAsync($"/orders?service_id={left}"))[0]);
        Assert.Contains(order.Json.Id(), (await api.PagesAsync($"/orders?service_id={gained}"))[0]);
    }

    [Fact]
    public async Task Put_WhenAddedServiceIsTaken_IsRefused()
    {
        var (mine, taken) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        var order = await AddAsync(mine);
        await api.AddOrderAsync(Noon.Plus(-Window + Millisecond), taken);

        (await api.PutAsync(order.Headers["Location"], Body(Noon, mine, taken))).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        Assert.Equal(order.Text, (await api.GetAsync(order.Headers["Location"])).Text);
    }

    [Fact]
    public async Task Put_WhenIfMatchNamesTheTag_ChangesTheOrder()
    {
        var service = await api.AddServiceAsync();
        var order = await AddAsync(service);
        var (location, tag) = (order.Headers["Location"], order.ETag!);

        foreach (var minute in new[] { 1, 2, 3 })
        {
            // Alone, among others, and any.
            var ifMatch = minute switch { 1 => tag, 2 => $"\"9\", {tag}", _ => "*" };
            tag = (await api.PutAsync(location, Body(Noon.Plus(TimeSpan.FromMinutes(minute)), service), null, ("If-Match", ifMatch)))
                .Expect(HttpStatusCode.OK).ETag!;
        }

        Assert.Equal(tag, (await api.GetAsync(location)).ETag);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\"9\", {0}")]
    [InlineData("\"\"")]
    public async Task Put_WhenIfMatchIsStale_IsRefused(string ifMatch)
    {
        var service = await api.AddServiceAsync();
        var before = await AddAsync(service);
        var after = (await api.PutAsync(before.Headers["Location"], Body(Noon.Plus(Millisecond), service))).Expect(HttpStatusCode.OK);
        var stored = await api.OrderRowAsync(before.Json.Id());

        Assert.NotEqual(before.ETag, after.ETag);
        var header = ifMatch.Replace("{0}", before.ETag, StringComparison.Ordinal);
        foreach (var datetime in new[] { Noon, Noon.Plus(Millisecond) })
        {
            (await api.PutAsync(before.Headers["Location"], Body(datetime, service), null, ("If-Match", header)))
                .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
        }

        Assert.Equal(stored, await api.OrderRowAsync(before.Json.Id()));
    }

    [Fact]
    public async Task Put_WhenIfMatchIsStaleAndTimeIsTaken_ReturnsEtagMismatch()
    {
        var service = await api.AddServiceAsync();
        await AddAsync(service);
        var order = (await api.OrderAsync(Noon.Plus(Window), service)).Expect(HttpStatusCode.Created);

        (await api.PutAsync(order.Headers["Location"], Body(Noon, service), null, ("If-Match", "\"9\"")))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
    }

    [Fact]
    public async Task Put_WhenServiceWasRenamedSinceIfMatch_Succeeds()
    {
        var service = await api.AddServiceAsync();
        var before = await AddAsync(service);
        (await api.PutAsync($"/services/{service}", new { name = "Renamed" })).Expect(HttpStatusCode.OK);
        Assert.Equal(before.ETag, (await api.GetAsync(before.Headers["Location"])).ETag);

        var after =
            (await api.PutAsync(before.Headers["Location"], Body(Noon.Plus(Millisecond), service), null, ("If-Match", before.ETag!)))
            .Expect(HttpStatusCode.OK);

        Assert.Equal("service", after.Json["services"]![0]!.Text("name"));
    }

    [Fact]
    public async Task Put_WhenManyUseOneTag_AcceptsOne()
    {
        var service = await api.AddServiceAsync();
        var order = await AddAsync(service);

        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(i =>
            api.PutAsync(order.Headers["Location"], Body(Noon.Plus(TimeSpan.FromMinutes(i)), service), null, ("If-Match", order.ETag!))));

        var winner = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(
            answers.Where(answer => answer != winner), answer => answer.ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch"));
        Assert.Equal(winner.Text, (await api.GetAsync(order.Headers["Location"])).Text);
    }

    private static object Ids(params string[] services) => services.Select(id => new { id });

    private async Task<Answer> AddAsync(params string[] services) => (await api.OrderAsync(Noon, services)).Expect(HttpStatusCode.Created);

    private async Task ExpectTakenAsync(params string[] services)
    {
        foreach (var service in services)
        {
            (await api.OrderAsync(Noon, service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        }
    }
}
