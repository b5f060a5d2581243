using System.Net;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

/// <summary>The times that a refusal offers instead: the nearest ones at which the same order is accepted.</summary>
public sealed class OrderAlternativesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData(new[] { 0 }, -180, 180)]
    [InlineData(new[] { 60 }, -120, 240)]
    [InlineData(new[] { -60 }, -240, 120)]
    [InlineData(new[] { 0, 360 }, -180, 180)]
    [InlineData(new[] { 0, 359 }, -180, 539)]
    [InlineData(new[] { -360, 0, 360 }, -180, 180)]
    [InlineData(new[] { -359, 0, 359 }, -539, 539)]
    [InlineData(new[] { -700, -359, 0, 359, 720, 1080 }, -880, 539)]
    [InlineData(new[] { -120, 120 }, -300, 300)]
    public async Task Post_WhenTimeIsTaken_OffersNearestFreeTimes(int[] taken, int previous, int next)
    {
        var service = await api.AddServiceAsync();
        foreach (var minutes in taken)
        {
            await api.AddOrderAsync(Noon.Plus(TimeSpan.FromMinutes(minutes)), service);
        }

        await ExpectOfferedAsync(Noon.Plus(TimeSpan.FromMinutes(previous)), Noon.Plus(TimeSpan.FromMinutes(next)), service);
    }

    [Fact]
    public async Task Post_WhenServicesAreTakenAtDifferentTimes_OffersTimeFreeForAll()
    {
        var (a, b, c) = (await api.AddServiceAsync(), await api.AddServiceAsync(), await api.AddServiceAsync());
        await api.AddOrderAsync(Noon, a);
        await api.AddOrderAsync(Noon.Plus(TimeSpan.FromHours(4)), b);
        await api.AddOrderAsync(Noon.Plus(-TimeSpan.FromHours(5)), c, b);

        await ExpectOfferedAsync(Noon.Plus(-TimeSpan.FromHours(8)), Noon.Plus(TimeSpan.FromHours(7)), a, b, c);
    }

    [Fact]
    public async Task Post_WhenNearTimesAreTaken_OffersTimesDaysAway()
    {
        // Each gap is a millisecond too short for another order.
        var (service, step) = (await api.AddServiceAsync(), 2 * Window - Millisecond);
        for (var i = -16; i <= 12; i++)
        {
            await api.AddOrderAsync(Noon.Plus(i * step), service);
        }

        await ExpectOfferedAsync(Noon.Plus(-16 * step - Window), Noon.Plus(12 * step + Window), service);
    }

    [Fact]
    public async Task Post_WhenOnlyOneInstantIsFree_OffersIt()
    {
        var service = await api.AddServiceAsync();
        foreach (var windows in new[] { -2, 0, 2 })
        {
            await api.AddOrderAsync(Noon.Plus(windows * Window), service);
        }

        await ExpectOfferedAsync(Noon.Plus(-Window), Noon.Plus(Window), service);
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z", "9999-12-31T20:59:59.999Z", null)]
    [InlineData("9999-12-31T22:00:00.000Z", "9999-12-31T23:59:59.999Z", "9999-12-31T19:00:00.000Z", null)]
    [InlineData("9999-12-31T21:00:00.000Z", "9999-12-31T23:00:00.000Z", "9999-12-31T18:00:00.000Z", null)]
    [InlineData("9999-12-31T20:59:59.999Z", "9999-12-31T22:00:00.000Z", "9999-12-31T17:59:59.999Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z", null, "0001-01-01T03:00:00.000Z")]
    [InlineData("0001-01-01T02:59:59.999Z", "0001-01-01T00:00:00.000Z", null, "0001-01-01T05:59:59.999Z")]
    [InlineData("0001-01-01T03:00:00.000Z", "0001-01-01T02:00:00.000Z", "0001-01-01T00:00:00.000Z", "0001-01-01T06:00:00.000Z")]
    public async Task Post_AtMinOrMaxTime_OffersNothingBeyond(string taken, string wanted, string? previous, string? next)
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(taken, service);

        await api.ExpectOfferedAsync(wanted, previous, next, service);
    }

    private Task ExpectOfferedAsync(string? previous, string? next, params string[] services) =>
        api.ExpectOfferedAsync(Noon, previous, next, services);
}

/// <summary>The same where few orders leave no time for another one.</summary>
public sealed class LongWindowTests(LongWindowFixture api) : IClassFixture<LongWindowFixture>
{
    [Fact]
    public async Task Post_WhenFreeTimesAre365DaysAway_OffersThem()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon.Plus(TimeSpan.FromDays(165)), service);
        await api.AddOrderAsync(Noon.Plus(TimeSpan.FromDays(-165)), service);

        var refused = await api.ExpectOfferedAsync(Noon, Noon.Plus(TimeSpan.FromDays(-365)), Noon.Plus(TimeSpan.FromDays(365)), service);

        Assert.Equal("P200D", refused.Json.Text("window"));
        Assert.Equal("Another order is within 4800 hours", refused.Json.Text("title"));
    }

    [Fact]
    public async Task Post_WhenFreeTimesAreMoreThan365DaysAway_OffersNone()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon.Plus(TimeSpan.FromDays(165) + Millisecond), service);
        await api.AddOrderAsync(Noon.Plus(TimeSpan.FromDays(-165) - Millisecond), service);

        await api.ExpectOfferedAsync(Noon, null, null, service);
    }

    [Fact]
    public async Task Post_WhenOneSideIsFull_OffersTheOther()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon, service);
        await api.AddOrderAsync(Noon.Plus(TimeSpan.FromDays(300)), service);

        await api.ExpectOfferedAsync(Noon, Noon.Plus(TimeSpan.FromDays(-200)), null, service);
    }

    [Fact]
    public async Task GetAvailability_WhenWindowExceedsRange_CountsOrdersOutsideIt()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(Noon, service);

        Assert.Empty(await api.FreeAsync(Noon.Plus(TimeSpan.FromDays(100)), Noon.Plus(TimeSpan.FromDays(131)), service));
        Assert.Equal(
            [$"{Noon.Plus(TimeSpan.FromDays(200))}/{Noon.Plus(TimeSpan.FromDays(221))}"],
            await api.FreeAsync(Noon.Plus(TimeSpan.FromDays(190)), Noon.Plus(TimeSpan.FromDays(221)), service));
    }
}

internal static class OfferSteps
{
    /// <summary>
    /// Requests a time that is taken. The alternatives must be as expected. An order that is one millisecond nearer must be refused, and
    /// orders at the alternatives must be accepted.
    /// </summary>
    /// <returns>The refusal.</returns>
    public static async Task<Answer> ExpectOfferedAsync(
        this ApiFixture api, string wanted, string? previous, string? next, params string[] services)
    {
        var refused = (await api.OrderAsync(wanted, services)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        Assert.Equal((previous, next), ((string?)refused.Json["previous_available"], (string?)refused.Json["next_available"]));
        Assert.True(refused.Json.AsObject().ContainsKey("previous_available") && refused.Json.AsObject().ContainsKey("next_available"));

        foreach (var (offered, nearer) in new[] { (next, -Millisecond), (previous, Millisecond) })
        {
            if (offered is not null)
            {
                (await api.OrderAsync(offered.Plus(nearer), services)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
                Assert.Equal([$"{offered}/{offered}"], await api.FreeAsync(offered, offered, services));
                await api.AddOrderAsync(offered, services);
            }
        }

        return refused;
    }
}
