using System.Net;
using Concierge.Api.Tests.Common;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class NextAvailabilityTests(ClockFixture api) : IClassFixture<ClockFixture>
{
    [Fact]
    public async Task Get_WhenTimeIsFree_ReturnsIt()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon, service);

        Assert.Equal(Noon.Plus(Window), await NextAsync(Noon.Plus(Window), service));
        Assert.Equal(Noon.Plus(-Window), await NextAsync(Noon.Plus(-Window), service));
    }

    [Fact]
    public async Task Get_WhenTimeIsTaken_ReturnsFirstFreeTimeOfAllServices()
    {
        var (first, second) = (await api.AddServiceAsync(), await api.AddServiceAsync());
        await api.AddOrderAsync(Noon, first);
        await api.AddOrderAsync(Noon.Plus(2 * Window - Millisecond), second);

        Assert.Equal(Noon.Plus(Window), await NextAsync(Noon.Plus(Millisecond), first));
        Assert.Equal(Noon.Plus(3 * Window - Millisecond), await NextAsync(Noon.Plus(Millisecond), first, second));
    }

    [Fact]
    public async Task Get_WithoutTime_StartsNow()
    {
        api.Clock.Now = DateTimeOffset.Parse(Noon, System.Globalization.CultureInfo.InvariantCulture);
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon.Plus(Millisecond), service);

        var answer = (await api.GetAsync($"/availability/next?service_id={service}")).Expect(HttpStatusCode.OK);

        Assert.Equal(Noon.Plus(Window + Millisecond), answer.Json.Text("next_available"));
    }

    [Theory]
    [InlineData("after=tomorrow&service_id=a", "datetime_invalid", "/after")]
    [InlineData("after=2030-06-01T12:00:00&service_id=a", "datetime_offset_required", "/after")]
    [InlineData("service_id=nothing", "service_unknown", "/service_id")]
    [InlineData("service_id=-", "validation_failed", "/service_id")]
    [InlineData("", "validation_failed", "/service_id")]
    public async Task Get_WhenMalformed_IsRefused(string query, string code, string pointer)
    {
        var refused = (await api.GetAsync($"/availability/next?{query}")).ExpectProblem(HttpStatusCode.BadRequest, code);

        Assert.Equal(pointer, refused.Json["errors"]![0]!.Text("pointer"));
    }

    private async Task<string> NextAsync(string after, params string[] services)
    {
        var query = string.Concat(services.Select(id => $"&service_id={id}"));
        return (await api.GetAsync($"/availability/next?after={after}{query}")).Expect(HttpStatusCode.OK).Json.Text("next_available");
    }
}
