using System.Globalization;
using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

/// <summary>The product at noon, with a lead time of two hours.</summary>
public sealed class LeadTimeFixture(TestDatabases databases) : ApiFixture(databases)
{
    internal FakeTimeProvider Clock { get; } = new ClockWithRealTimers(DateTimeOffset.Parse(Noon, CultureInfo.InvariantCulture));

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        Clock.Use(builder);
        builder.UseSetting("Orders:LeadTime", "02:00:00");
    }
}

public sealed class OrderLeadTimeTests(LeadTimeFixture api) : IClassFixture<LeadTimeFixture>
{
    private static readonly string Earliest = Noon.Plus(TimeSpan.FromHours(2));

    [Fact]
    public async Task Post_WhenTimeIsNearerThanLeadTime_IsRefused()
    {
        var service = await api.AddServiceAsync();

        (await api.OrderAsync(Earliest.Plus(-Millisecond), service))
            .ExpectProblem(HttpStatusCode.BadRequest, "datetime_too_soon", "/datetime", "datetime_too_soon");
        await api.AddOrderAsync(Earliest, service);
    }

    [Fact]
    public async Task Put_WhenTimeStays_IsAccepted()
    {
        var service = await api.AddServiceAsync();
        var order = await api.AddOrderAsync(Earliest, service);
        api.Clock.Now += TimeSpan.FromHours(1);

        (await api.PutAsync($"/orders/{order.Id()}", new { datetime = Earliest, totalfee = 7, services = new[] { new { id = service } } }))
            .Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/orders/{order.Id()}", Body(Earliest.Plus(Millisecond), service)))
            .ExpectProblem(HttpStatusCode.BadRequest, "datetime_too_soon");
        api.Clock.Now -= TimeSpan.FromHours(1);
    }

    [Fact]
    public async Task Availability_WithLeadTime_StartsAfterIt()
    {
        var service = await api.AddServiceAsync();

        Assert.Equal([$"{Earliest}/{Noon.Plus(4 * Window)}"], await api.FreeAsync(Noon, Noon.Plus(4 * Window), service));
        Assert.Empty(await api.FreeAsync(Noon, Earliest.Plus(-Millisecond), service));
        var next = (await api.GetAsync($"/availability/next?after={Noon}&service_id={service}")).Expect(HttpStatusCode.OK);
        Assert.Equal(Earliest, next.Json.Text("next_available"));
    }

    [Fact]
    public async Task Post_WhenTimeIsTaken_OffersNoTimeBeforeLeadTime()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Earliest.Plus(Window - Millisecond), service);

        var refused = (await api.OrderAsync(Earliest.Plus(Window), service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");

        Assert.Null((string?)refused.Json["previous_available"]);
        Assert.Equal(Earliest.Plus(2 * Window - Millisecond), refused.Json.Text("next_available"));
    }
}
