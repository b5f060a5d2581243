using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

public sealed class CreateUserIdTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string SixtyFourLetters = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string SixtyFourDigits = "1234567890123456789012345678901234567890123456789012345678901234";

    [Theory]
    [InlineData("007")]
    [InlineData("A.b_c-9")]
    [InlineData(SixtyFourLetters)]
    public async Task Post_WithValidId_KeepsIt(string id)
    {
        (await api.PostAsync("/users", new { id, name = "Ann" })).Expect(HttpStatusCode.Created);

        Assert.Equal(id, (string?)(await api.GetAsync($"/users/{id}")).Expect(HttpStatusCode.OK).Json["id"]);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("223")]
    [InlineData("9007199254740993")]
    [InlineData("18446744073709551616")]
    [InlineData("100000000000000000000000000000")]
    [InlineData(SixtyFourDigits)]
    public async Task Post_WhenIdIsAWholeNumber_KeepsItsDigits(string number)
    {
        var answer = (await api.PostAsync("/users", $$"""{ "id": {{number}}, "name": "Ann" }""")).Expect(HttpStatusCode.Created);

        Assert.Contains($"\"id\":\"{number}\"", answer.Text, StringComparison.Ordinal);
        Assert.NotNull(await api.UserRowAsync(number));
    }

    [Fact]
    public async Task Post_WhenNumberEqualsTextId_IsRefused()
    {
        (await api.PostAsync("/users", new { id = "4711", name = "Ann" })).Expect(HttpStatusCode.Created);

        (await api.PostAsync("/users", new { id = 4711, name = "Ben" })).ExpectProblem(HttpStatusCode.Conflict, "user_exists");

        Assert.Equal("Ann", (string?)(await api.GetAsync("/users/4711")).Json["name"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData(SixtyFourLetters + "a")]
    public async Task Post_WithInvalidId_IsRefused(string id)
    {
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", new { id, name = "Ann" }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Fact]
    public async Task Post_WhenNumberHasMoreDigitsThanAnId_IsRefused()
    {
        (await api.PostAsync("/users", $$"""{ "id": {{SixtyFourDigits}}5, "name": "Ann" }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("1e3")]
    [InlineData("1E3")]
    [InlineData("1e-3")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public async Task Post_WhenIdIsNeitherTextNorAWholeNumber_IsRefused(string id)
    {
        var before = await api.CountAsync("users");

        (await api.PostAsync("/users", $$"""{ "id": {{id}}, "name": "Ann" }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "type_invalid");

        Assert.Equal(before, await api.CountAsync("users"));
    }

    [Fact]
    public async Task Post_WithLeadingZeroInNumber_IsRefusedAsJson()
    {
        (await api.PostAsync("/users", """{ "id": 007, "name": "Ann" }""")).ExpectProblem(HttpStatusCode.BadRequest, "json_malformed");
    }
}
