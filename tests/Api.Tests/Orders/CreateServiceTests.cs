using System.Net;
using Concierge.Api.Tests.Common;

namespace Concierge.Api.Tests.Orders;

public sealed class CreateServiceTests(ClockFixture api) : IClassFixture<ClockFixture>
{
    [Fact]
    public async Task Post_WithId_ReturnsAllMembersOfService()
    {
        var answer = (await api.PostAsync("/services", new { id = "inspection", name = "  Zoë's inspection " }))
            .Expect(HttpStatusCode.Created);

        Assert.Equal(
            """
            {"id":"inspection","name":"Zoë's inspection","active":true,
            "created_at":"2020-02-03T04:05:06.789Z","updated_at":"2020-02-03T04:05:06.789Z"}
            """.ReplaceLineEndings(""),
            answer.Text);
        Assert.Equal("/services/inspection", answer.Headers["Location"]);
        Assert.Equal("\"1\"", answer.Tag);
        Assert.Equal(answer.Text, (await api.GetAsync("/services/inspection")).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Post_UnderV1_ReturnsLocationUnderV1()
    {
        var answer = (await api.PostAsync("/v1/services", new { id = "under-v1", name = "Inspection" })).Expect(HttpStatusCode.Created);

        Assert.Equal("/v1/services/under-v1", answer.Headers["Location"]);
    }

    [Theory]
    [InlineData("123", "123")]
    [InlineData("0", "0")]
    [InlineData("12345678901234567890123456789012", "12345678901234567890123456789012")]
    [InlineData("\"007\"", "007")]
    public async Task Post_WhenIdIsANumber_KeepsItsDigits(string json, string id)
    {
        var answer = (await api.PostAsync("/services", $$"""{ "id": {{json}}, "name": "Inspection" }""")).Expect(HttpStatusCode.Created);

        Assert.Equal(id, answer.Json.Text("id"));
        Assert.Equal($"/services/{id}", answer.Headers["Location"]);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("true")]
    [InlineData("{}")]
    public async Task Post_WhenIdIsNeitherTextNorWholeNumber_IsRefused(string json)
    {
        (await api.PostAsync("/services", $$"""{ "id": {{json}}, "name": "Inspection" }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "type_invalid");
    }

    [Theory]
    [InlineData("""{ "name": "Inspection" }""")]
    [InlineData("""{ "id": null, "name": "Inspection" }""")]
    public async Task Post_WithoutId_ReturnsUuidVersion7(string body)
    {
        var answer = (await api.PostAsync("/services", body)).Expect(HttpStatusCode.Created);

        var id = answer.Json.Text("id");
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id);
        Assert.Equal($"/services/{id}", answer.Headers["Location"]);
    }

    [Fact]
    public async Task Post_WhenIdIsTaken_IsRefused()
    {
        var id = await api.AddServiceAsync();
        var stored = await api.ServiceRowAsync(id);

        (await api.PostAsync("/services", new { id, name = "Other" })).ExpectProblem(HttpStatusCode.Conflict, "service_exists");

        Assert.Equal(stored, await api.ServiceRowAsync(id));
    }

    [Fact]
    public async Task Post_WithIdOfDeletedService_Succeeds()
    {
        var id = await api.AddServiceAsync();
        (await api.DeleteAsync($"/services/{id}")).Expect(HttpStatusCode.NoContent);

        (await api.PostAsync("/services", new { id, name = "Again" })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Post_WhenIdsDifferInCase_CreatesTwoServices()
    {
        var id = await api.AddServiceAsync("Case");

        (await api.PostAsync("/services", new { id = id.Replace("Case", "case", StringComparison.Ordinal), name = "Lower" }))
            .Expect(HttpStatusCode.Created);

        Assert.Equal("Case", (await api.GetAsync($"/services/{id}")).Json.Text("name"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Post_WithInvalidId_IsRefused(string id)
    {
        (await api.PostAsync("/services", new { id, name = "Inspection" }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Theory]
    [InlineData("""{}""", "required")]
    [InlineData("""{ "name": null }""", "required")]
    [InlineData("""{ "name": "" }""", "blank")]
    [InlineData("""{ "name": " \t\n\u00a0" }""", "blank")]
    [InlineData("""{ "name": 5 }""", "type_invalid")]
    public async Task Post_WithoutName_IsRefused(string body, string code)
    {
        (await api.PostAsync("/services", body)).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", code);
    }

    [Fact]
    public async Task Post_WhenNameHas100CodePoints_IsAccepted()
    {
        var name = string.Concat(Enumerable.Repeat("\U0001F642", 100));

        var answer = (await api.PostAsync("/services", new { name = $" {name} " })).Expect(HttpStatusCode.Created);

        Assert.Equal(name, (await api.GetAsync(answer.Headers["Location"])).Json.Text("name"));
    }

    [Fact]
    public async Task Post_WhenNameHas101CodePoints_IsRefused()
    {
        (await api.PostAsync("/services", new { name = string.Concat(Enumerable.Repeat("\U0001F642", 101)) }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", "too_long");
    }

    [Fact]
    public async Task Post_WhenAMemberIsUnknown_IsRefused()
    {
        (await api.PostAsync("/services", new { name = "Inspection", price = 5 }))
            .ExpectProblem(HttpStatusCode.BadRequest, "unknown_field", "/price");
    }

    [Fact]
    public async Task Post_WithSeveralInvalidMembers_ReturnsAllErrors()
    {
        var answer = (await api.PostAsync("/services", new { id = "-", name = " " }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal(["/id id_invalid", "/name blank"], answer.Errors());
    }
}
