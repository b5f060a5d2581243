using System.Net;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class AvailabilityTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Day = "from=2030-06-01T00:00:00Z&to=2030-06-02T00:00:00Z";

    [Fact]
    public async Task Get_WithoutOrders_ReturnsWholeRange()
    {
        var answer = (await api.AvailabilityAsync("2030-06-01T14:00:00.0009%2B02:00", Noon.Plus(Window), await api.AddServiceAsync()))
            .Expect(HttpStatusCode.OK);

        Assert.Equal($$"""{"free":[{"from":"{{Noon}}","to":"{{Noon.Plus(Window)}}"}]}""", answer.Text);
        Assert.DoesNotContain("Link", answer.Headers.Keys);
    }

    [Fact]
    public async Task Get_WithOrders_ExcludesTheirWindows()
    {
        var service = await api.AddServiceAsync();

        // Two that leave a single instant between them, then two that leave none, then one just beyond the end.
        foreach (var minutes in new[] { 0, 360, 1000, 1359, 1800 })
        {
            await api.AddOrderAsync(Noon.Plus(TimeSpan.FromMinutes(minutes)), service);
        }

        string[] expected =
        [
            $"{At(-200)}/{At(-180)}",
            $"{At(180)}/{At(180)}",
            $"{At(540)}/{At(820)}",
            $"{At(1539)}/{At(1620)}",
        ];
        Assert.Equal(expected, await api.FreeAsync(At(-200), At(1700), service));

        static string At(int minutes) => Noon.Plus(TimeSpan.FromMinutes(minutes));
    }

    [Fact]
    public async Task Get_WithFreeTime_IsExactToTheMillisecond()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon, service);
        await api.AddOrderAsync(Noon.Plus(4 * Window), service);
        var free = Assert.Single(await api.FreeAsync(Noon, Noon.Plus(4 * Window), service)).Split('/');
        Assert.Equal([Noon.Plus(Window), Noon.Plus(3 * Window)], free);

        (await api.OrderAsync(free[0].Plus(-Millisecond), service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        (await api.OrderAsync(free[1].Plus(Millisecond), service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        foreach (var at in free)
        {
            var id = (await api.AddOrderAsync(at, service)).Id();
            (await api.DeleteAsync($"/orders/{id}")).Expect(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task Get_ForOneInstant_ReturnsItIfFree()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon, service);

        foreach (var (offset, isFree) in new[]
        {
            (-Window, true), (-Window + Millisecond, false), (TimeSpan.Zero, false), (Window - Millisecond, false), (Window, true),
        })
        {
            var at = Noon.Plus(offset);
            Assert.Equal(isFree ? [$"{at}/{at}"] : [], await api.FreeAsync(at, at, service));
        }
    }

    [Fact]
    public async Task Get_ForSeveralServices_ReturnsTimesFreeForAll()
    {
        var services = await api.AddServicesAsync(3);
        await api.AddOrderAsync(Noon, services[0]);
        await api.AddOrderAsync(Noon.Plus(TimeSpan.FromHours(4)), services[1], services[2]);
        var (from, to) = (Noon.Plus(-Window), Noon.Plus(TimeSpan.FromHours(7)));

        Assert.Equal([$"{from}/{from}", $"{to}/{to}"], await api.FreeAsync(from, to, services));
        Assert.Equal([$"{from}/{from}", $"{Noon.Plus(Window)}/{to}"], await api.FreeAsync(from, to, services[0]));
        Assert.Equal([$"{from}/{Noon.Plus(TimeSpan.FromHours(1))}", $"{to}/{to}"], await api.FreeAsync(from, to, services[1]));
    }

    [Fact]
    public async Task Get_For50Services_Succeeds()
    {
        var services = await api.AddServicesAsync(50);
        await api.AddOrderAsync(Noon, services[49]);

        Assert.Empty(await api.FreeAsync(Noon, Noon, services));
    }

    [Theory]
    [InlineData(
        "0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z",
        "0001-01-01T04:00:00.000Z", "0001-01-01T03:00:00.000Z/0001-01-01T04:00:00.000Z")]
    [InlineData(
        "9999-12-31T23:59:59.999Z", "9999-12-31T20:00:00.000Z",
        "9999-12-31T23:59:59.999Z", "9999-12-31T20:00:00.000Z/9999-12-31T20:59:59.999Z")]
    public async Task Get_AtMinOrMaxTime_Succeeds(string taken, string from, string to, string free)
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(taken, service);

        Assert.Equal([free], await api.FreeAsync(from, to, service));
    }

    [Theory]
    [InlineData("2030-07-03T12:00:00.000Z")]
    [InlineData("2030-07-03T12:00:00.0009Z")]
    public async Task Get_ForRangeOf32Days_Succeeds(string to)
    {
        Assert.Equal([$"{Noon}/{Noon.Plus(TimeSpan.FromDays(32))}"], await api.FreeAsync(Noon, to, await api.AddServiceAsync()));
    }

    [Fact]
    public async Task Get_ForRangeOfMoreThan32Days_IsRefused()
    {
        (await api.AvailabilityAsync(Noon, Noon.Plus(TimeSpan.FromDays(32) + Millisecond), await api.AddServiceAsync()))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/to", "range_too_long");
    }

    [Fact]
    public async Task Get_WhenToIsBeforeFrom_IsRefused()
    {
        (await api.AvailabilityAsync(Noon, Noon.Plus(-Millisecond), await api.AddServiceAsync()))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/to", "range_invalid");
    }

    [Theory]
    [InlineData("to=2030-06-01T00:00:00Z", "validation_failed", "/from", "required")]
    [InlineData("from=&to=2030-06-01T00:00:00Z", "datetime_invalid", "/from", "datetime_invalid")]
    [InlineData("from=now&to=2030-06-01T00:00:00Z", "datetime_invalid", "/from", "datetime_invalid")]
    [InlineData("from=2030-06-01T00:00:00+01:00&to=2030-06-01T00:00:00Z", "datetime_invalid", "/from", "datetime_invalid")]
    [InlineData("from=2030-06-01T00:00:00&to=2030-06-01T00:00:00Z", "datetime_offset_required", "/from", "datetime_offset_required")]
    [InlineData("from=2030-06-01T00:00:00Z", "validation_failed", "/to", "required")]
    [InlineData("from=2030-06-01T00:00:00Z&to=", "datetime_invalid", "/to", "datetime_invalid")]
    [InlineData("from=2030-06-01T00:00:00Z&to=2030-06-01", "datetime_invalid", "/to", "datetime_invalid")]
    [InlineData("from=2030-06-01T00:00:00Z&to=2030-06-01T00:00:00", "datetime_offset_required", "/to", "datetime_offset_required")]
    public async Task Get_WithInvalidTime_IsRefused(string range, string code, string pointer, string errorCode)
    {
        var answer = (await api.GetAsync($"/availability?{range}&service_id={await api.AddServiceAsync()}"))
            .ExpectProblem(HttpStatusCode.BadRequest, code);

        Assert.Equal([$"{pointer} {errorCode}"], answer.Errors());
    }

    [Theory]
    [InlineData("&service_id=", "validation_failed", "id_invalid")]
    [InlineData("&service_id=-a", "validation_failed", "id_invalid")]
    [InlineData("&service_id=*", "validation_failed", "id_invalid")]
    [InlineData("&service_id=a,b", "validation_failed", "id_invalid")]
    [InlineData("&service_id=unknown", "service_unknown", "service_unknown")]
    [InlineData("&service_id={0}&service_id=unknown", "service_unknown", "service_unknown")]
    [InlineData("&service_id={0}&service_id={0}", "service_duplicate", "service_duplicate")]
    [InlineData("&service_id={0}&service_id=", "validation_failed", "id_invalid")]
    public async Task Get_WithInvalidServices_IsRefused(string services, string code, string errorCode)
    {
        var answer =
            (await api.GetAsync($"/availability?{Day}{services.Replace("{0}", await api.AddServiceAsync(), StringComparison.Ordinal)}"))
            .ExpectProblem(HttpStatusCode.BadRequest, code);

        Assert.Equal([$"/service_id {errorCode}"], answer.Errors());
    }

    [Fact]
    public async Task Get_For51Services_IsRefused()
    {
        (await api.AvailabilityAsync(Noon, Noon, Enumerable.Range(0, 51).Select(i => $"unknown-{i}")))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/service_id", "too_many");
    }

    [Fact]
    public async Task Get_WithoutParameters_ReturnsAllErrors()
    {
        var answer = (await api.GetAsync("/availability")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal(["/from required", "/service_id too_few", "/to required"], answer.Errors());
    }
}
