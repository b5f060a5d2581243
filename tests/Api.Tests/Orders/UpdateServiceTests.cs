using System.Net;
using Concierge.Api.Tests.Common;

namespace Concierge.Api.Tests.Orders;

public sealed class UpdateServiceTests(ClockFixture api) : IClassFixture<ClockFixture>
{
    [Fact]
    public async Task Put_WhenNameIsNew_RenamesTheService()
    {
        api.Clock.Now = Clocks.Start;
        var id = await api.AddServiceAsync();
        api.Clock.Now += TimeSpan.FromMilliseconds(1);

        var answer = (await api.PutAsync($"/services/{id}", new { name = " Renamed " })).Expect(HttpStatusCode.OK);

        Assert.Equal(
            $$"""
            {"id":"{{id}}","name":"Renamed","active":true,
            "created_at":"2020-02-03T04:05:06.789Z","updated_at":"2020-02-03T04:05:06.790Z"}
            """.ReplaceLineEndings(""),
            answer.Text);
        Assert.Equal("\"2\"", answer.Tag);
        Assert.Equal(answer.Text, (await api.GetAsync($"/services/{id}")).Text);
    }

    [Fact]
    public async Task Put_WithOrdersOfService_KeepsTheBookedName()
    {
        var (id, other) = (await api.AddServiceAsync(), await api.AddServiceAsync("other"));
        var order = await api.AddOrderAsync(OrderSteps.Noon, other, id);

        (await api.PutAsync($"/services/{id}", new { name = "Renamed \"é\"" })).Expect(HttpStatusCode.OK);

        var services = (await api.GetAsync($"/orders/{order.Id()}")).Expect(HttpStatusCode.OK).Json["services"]!.AsArray();
        Assert.Equal([$"{other} other", $"{id} service"], services.Select(service => $"{service!["id"]} {service["name"]}"));
        Assert.Equal("service", (await api.GetAsync($"/orders?service_id={id}")).Json["items"]![0]!["services"]![1]!.Text("name"));
        var next = await api.AddOrderAsync(OrderSteps.Noon.Plus(OrderSteps.Window), id);
        Assert.Equal("Renamed \"é\"", next["services"]![0]!.Text("name"));

        // A change keeps the name of a service that stays, and takes the current name of one that is added.
        var added = await api.AddServiceAsync("added");
        var changed = (await api.PutAsync($"/orders/{order.Id()}", OrderSteps.Body(OrderSteps.Noon, added, id))).Expect(HttpStatusCode.OK);
        Assert.Equal(["added", "service"], changed.Json["services"]!.AsArray().Select(service => service!.Text("name")));
        Assert.Equal(changed.Text, (await api.GetAsync($"/orders/{order.Id()}")).Text);
    }

    [Theory]
    [InlineData("service")]
    [InlineData("  service ")]
    public async Task Put_WithSameName_ChangesNothing(string name)
    {
        var id = await api.AddServiceAsync();
        var stored = await api.ServiceRowAsync(id);
        api.Clock.Now += TimeSpan.FromHours(1);

        var answer = (await api.PutAsync($"/services/{id}", new { name })).Expect(HttpStatusCode.OK);

        Assert.Equal("\"1\"", answer.Tag);
        Assert.Equal(stored, await api.ServiceRowAsync(id));
    }

    [Fact]
    public async Task Put_WhenServiceIsUnknown_IsNotFoundAndCreatesNone()
    {
        (await api.PutAsync("/services/nothing", new { name = "Inspection" })).ExpectProblem(HttpStatusCode.NotFound, "service_not_found");
        (await api.PutAsync("/services/nothing", new { name = "Inspection" }, null, ("If-Match", "\"1\"")))
            .ExpectProblem(HttpStatusCode.NotFound, "service_not_found");

        Assert.Null(await api.ServiceRowAsync("nothing"));
    }

    [Fact]
    public async Task Put_WhenIdIsMalformed_IsRefused()
    {
        (await api.PutAsync("/services/-a", new { name = "Inspection" }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("*")]
    public async Task Put_WhenIfMatchNamesTheTag_RenamesTheService(string ifMatch)
    {
        var id = await AddRenamedServiceAsync();

        var header = await api.IfMatchAsync($"/services/{id}", ifMatch);
        var answer = (await api.PutAsync($"/services/{id}", new { name = "Third" }, null, header)).Expect(HttpStatusCode.OK);

        Assert.Equal("\"3\"", answer.Tag);
    }

    [Theory]
    [InlineData("\"1\"", "Third")]
    [InlineData("\"1\"", "Second")]
    [InlineData("\"1\", \"3\"", "Third")]
    public async Task Put_WhenIfMatchIsStale_IsRefused(string ifMatch, string name)
    {
        var id = await AddRenamedServiceAsync();
        var stored = await api.ServiceRowAsync(id);

        (await api.PutAsync($"/services/{id}", new { name }, null, await api.IfMatchAsync($"/services/{id}", ifMatch)))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");

        Assert.Equal(stored, await api.ServiceRowAsync(id));
    }

    [Theory]
    [InlineData("""{}""", "required")]
    [InlineData("""{ "name": null }""", "required")]
    [InlineData("""{ "name": " " }""", "blank")]
    [InlineData("""{ "name": ["a"] }""", "type_invalid")]
    public async Task Put_WithoutName_IsRefused(string body, string code)
    {
        var id = await api.AddServiceAsync();

        (await api.PutAsync($"/services/{id}", body)).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", code);
    }

    [Fact]
    public async Task Put_WhenNameHas100CodePoints_IsAccepted()
    {
        var name = string.Concat(Enumerable.Repeat("\U0001F642", 100));

        Assert.Equal(
            name,
            (await api.PutAsync($"/services/{await api.AddServiceAsync()}", new { name })).Expect(HttpStatusCode.OK).Json.Text("name"));
    }

    [Fact]
    public async Task Put_WhenNameHas101CodePoints_IsRefused()
    {
        (await api.PutAsync($"/services/{await api.AddServiceAsync()}", new { name = string.Concat(Enumerable.Repeat("\U0001F642", 101)) }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", "too_long");
    }

    [Fact]
    public async Task Put_WhenBodyNamesAnotherId_IsRefused()
    {
        var id = await api.AddServiceAsync();

        (await api.PutAsync($"/services/{id}", new { id = "other", name = "Other" }))
            .ExpectProblem(HttpStatusCode.BadRequest, "id_mismatch", "/id");
    }

    /// <summary>A service at version 2.</summary>
    private async Task<string> AddRenamedServiceAsync()
    {
        var id = await api.AddServiceAsync();
        (await api.PutAsync($"/services/{id}", new { name = "Second" })).Expect(HttpStatusCode.OK);
        return id;
    }
}
