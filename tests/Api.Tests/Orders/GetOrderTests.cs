using System.Net;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class GetOrderTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Get_WhenOrderIsUnknown_IsNotFound()
    {
        (await api.GetAsync("/orders/nothing")).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");
        (await api.GetAsync("/orders/nothing", null, ("If-None-Match", "*"))).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");
    }

    [Fact]
    public async Task Get_WhenIdDiffersInCase_IsNotFound()
    {
        await api.AddOrderWithIdAsync("case", Noon, await api.AddServiceAsync());

        (await api.GetAsync("/orders/Case")).ExpectProblem(HttpStatusCode.NotFound, "order_not_found");
    }

    [Theory]
    [InlineData("-a")]
    [InlineData("*")]
    [InlineData("a%2Fb")]
    [InlineData("%20")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Get_WhenIdIsMalformed_IsRefused(string id)
    {
        (await api.GetAsync($"/orders/{id}")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"9\", {0}")]
    [InlineData("*")]
    public async Task Get_WhenIfNoneMatchNamesTheTag_IsNotModified(string ifNoneMatch)
    {
        var created = await AddAsync();

        var header = ifNoneMatch.Replace("{0}", created.ETag, StringComparison.Ordinal);
        var answer = (await api.GetAsync(created.Headers["Location"], null, ("If-None-Match", header))).Expect(HttpStatusCode.NotModified);

        Assert.Equal("", answer.Text);
        Assert.Equal(created.ETag, answer.ETag);
    }

    [Fact]
    public async Task Get_WhenIfNoneMatchDiffers_ReturnsOrder()
    {
        var (created, other) = (await AddAsync(), await AddAsync());

        // The version alone is no tag: it does not say under which names the services were seen.
        foreach (var tag in new[] { other.ETag!, "\"1\"", "\"2\"" })
        {
            Assert.Equal(
                created.Text,
                (await api.GetAsync(created.Headers["Location"], null, ("If-None-Match", tag))).Expect(HttpStatusCode.OK).Text);
        }
    }

    [Fact]
    public async Task Get_WhenOrderChangedSinceTag_ReturnsIt()
    {
        var created = await AddAsync();
        var service = created.Json["services"]![0]!.Id();
        var changed = (await api.PutAsync(created.Headers["Location"], Body(Noon.Plus(Millisecond), service))).Expect(HttpStatusCode.OK);

        Assert.Equal(
            changed.Text,
            (await api.GetAsync(created.Headers["Location"], null, ("If-None-Match", created.ETag!))).Expect(HttpStatusCode.OK).Text);
        (await api.GetAsync(created.Headers["Location"], null, ("If-None-Match", changed.ETag!))).Expect(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Get_WhenServiceWasRenamedSinceTag_IsNotModified()
    {
        var created = await AddAsync();
        var service = created.Json["services"]![0]!.Id();
        (await api.PutAsync($"/services/{service}", new { name = "Renamed" })).Expect(HttpStatusCode.OK);

        (await api.GetAsync(created.Headers["Location"], null, ("If-None-Match", created.ETag!))).Expect(HttpStatusCode.NotModified);
    }

    /// <summary>A replica of the version before stores no names while both versions run.</summary>
    [Fact]
    public async Task Get_WhenNamesWereNotStored_ShowsCurrentNames()
    {
        var created = await AddAsync();
        var service = created.Json["services"]![0]!.Id();
        await api.QueryAsync("UPDATE orders SET service_names = '{}' WHERE id = @id", ("id", created.Json.Id()));
        (await api.PutAsync($"/services/{service}", new { name = "Renamed" })).Expect(HttpStatusCode.OK);

        var answer = (await api.GetAsync(created.Headers["Location"], null, ("If-None-Match", created.ETag!))).Expect(HttpStatusCode.OK);
        Assert.Equal("Renamed", answer.Json["services"]![0]!.Text("name"));

        var stored = (await api.PutAsync(created.Headers["Location"], answer.Text)).Expect(HttpStatusCode.OK);
        Assert.Equal("Renamed", stored.Json["services"]![0]!.Text("name"));
    }

    private async Task<Answer> AddAsync() => (await api.OrderAsync(Noon, await api.AddServiceAsync())).Expect(HttpStatusCode.Created);
}
