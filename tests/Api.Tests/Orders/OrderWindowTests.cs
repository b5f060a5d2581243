using System.Net;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

/// <summary>How near two orders may lie, to the millisecond.</summary>
public sealed class OrderWindowTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("2030-06-01T15:00:00.000Z")]
    [InlineData("2030-06-01T09:00:00.000Z")]
    [InlineData("2030-06-01T15:00:00.0009999Z")]
    [InlineData("2030-06-01T17:00:00+02:00")]
    [InlineData("2030-05-31T23:00:00-10:00")]
    [InlineData("2030-06-02T12:00:00Z")]
    public async Task Post_WhenAnotherOrderIsThreeHoursAway_IsAccepted(string datetime)
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon, service);

        await api.AddOrderAsync(datetime, service);
    }

    [Theory]
    [InlineData("2030-06-01T12:00:00.000Z", 0)]
    [InlineData("2030-06-01T12:00:00.0009999Z", 0)]
    [InlineData("2030-06-01T12:00:00.001Z", 0.001)]
    [InlineData("2030-06-01T11:59:59.9999999Z", 0.001)]
    [InlineData("2030-06-01T12:00:00.120Z", 0.12)]
    [InlineData("2030-06-01T13:00:00.000Z", 3600)]
    [InlineData("2030-06-01T14:59:59.999Z", 10799.999)]
    [InlineData("2030-06-01T14:59:59.9999999Z", 10799.999)]
    [InlineData("2030-06-01T09:00:00.001Z", 10799.999)]
    [InlineData("2030-06-01T16:59:59.999+02:00", 10799.999)]
    [InlineData("2030-05-31T23:00:00.001-10:00", 10799.999)]
    public async Task Post_WhenAnotherOrderIsCloser_IsRefusedWithGap(string datetime, double gap)
    {
        var service = await api.AddServiceAsync();
        var blocker = await api.AddOrderAsync(Noon, service);

        var answer = (await api.OrderAsync(datetime, service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        var conflict = Assert.Single(answer.Json["conflicts"]!.AsArray())!;
        Assert.Equal((blocker.Id(), (decimal)gap), (conflict.Text("order_id"), (decimal)conflict["gap_seconds"]!));
        Assert.Contains($"\"gap_seconds\":{FormattableString.Invariant($"{gap}")}}}", answer.Text, StringComparison.Ordinal);
        Assert.Equal([blocker.Id()], (await api.PagesAsync($"/orders?service_id={service}"))[0]);
    }

    [Fact]
    public async Task Post_WithFractionOfMillisecond_TruncatesBeforeCheck()
    {
        var (first, second) = (await api.AddServiceAsync(), await api.AddServiceAsync());

        // Exactly three hours once cut, although less than three hours as written, and the other way round.
        await api.AddOrderAsync("2030-06-01T12:00:00.1119999Z", first);
        await api.AddOrderAsync("2030-06-01T15:00:00.111Z", first);
        await api.AddOrderAsync("2030-06-01T12:00:00.111Z", second);
        (await api.OrderAsync("2030-06-01T15:00:00.1109999Z", second)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
    }

    [Fact]
    public async Task Post_WithoutSharedService_AcceptsSameInstant()
    {
        var services = await api.AddServicesAsync(4);
        await api.AddOrderAsync(Noon, services[0], services[1]);

        await api.AddOrderAsync(Noon, services[2], services[3]);
    }

    [Fact]
    public async Task Post_WhenOneOfSeveralServicesIsShared_IsRefused()
    {
        var services = await api.AddServicesAsync(3);
        await api.AddOrderAsync(Noon, services[0], services[1]);

        (await api.OrderAsync(Noon.Plus(Millisecond), services[2], services[1])).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        // What was refused holds nothing.
        await api.AddOrderAsync(Noon.Plus(Millisecond), services[2]);
    }

    [Fact]
    public async Task Post_WhenOnlyCaseOfServicesDiffers_IsAccepted()
    {
        var service = await api.AddServiceAsync("Case");
        var other = service.Replace("Case", "case", StringComparison.Ordinal);
        (await api.PostAsync("/services", new { id = other, name = "Other" })).Expect(HttpStatusCode.Created);
        await api.AddOrderAsync(Noon, service);

        await api.AddOrderAsync(Noon, other);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00.000Z", "0001-01-01T03:00:00.000Z", "0001-01-01T02:59:59.999Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T20:59:59.999Z", "9999-12-31T21:00:00.000Z")]
    [InlineData("1969-12-31T23:00:00.000Z", "1970-01-01T02:00:00.000Z", "1970-01-01T01:59:59.999Z")]
    [InlineData("2028-02-29T23:00:00.000Z", "2028-03-01T02:00:00.000Z", "2028-03-01T01:59:59.999Z")]
    public async Task Post_AtMinOrMaxTime_KeepsWindow(string taken, string free, string tooNear)
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(taken, service);

        (await api.OrderAsync(tooNear, service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        await api.AddOrderAsync(free, service);
    }
}
