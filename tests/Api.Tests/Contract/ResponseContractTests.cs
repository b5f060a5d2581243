namespace Concierge.Api.Tests.Contract;

/// <summary>Tests that the check of responses can fail.</summary>
public sealed class ResponseContractTests
{
    private const string User = """
        {
          "id": "ann", "name": "Ann", "metadata": {}, "status": "active",
          "created_at": "2030-01-01T12:00:00.000Z", "updated_at": "2030-01-01T12:00:00.000Z"
        }
        """;

    private const string NotFound = """
        {
          "type": "/problems/user-not-found", "title": "There is no user with this id", "status": 404, "detail": "There is none.",
          "instance": "/users/ann", "code": "user_not_found", "trace_id": "1"
        }
        """;

    private static readonly ResponseContract Contract = ResponseContract.CheckedIn();

    [Theory]
    [InlineData("GET", "/users/ann", 200, "application/json", User)]
    [InlineData("GET", "/v1/users/ann", 200, "application/json", User)]
    [InlineData("HEAD", "/users/ann", 200, "application/json", "")]
    [InlineData("GET", "/users/ann", 304, null, "")]
    [InlineData("DELETE", "/users/ann", 204, null, "")]
    [InlineData("GET", "/users/ann", 404, "application/problem+json", NotFound)]
    [InlineData("GET", "/nothing", 404, "application/problem+json", NotFound)]
    [InlineData("GET", "/users", 200, "application/x-ndjson", "")]
    [InlineData("GET", "/users", 200, "application/x-ndjson", null)]
    [InlineData("GET", "/V1/USERS/", 200, "application/json", """{ "items": [], "next_cursor": null }""")]
    [InlineData("OPTIONS", "/users/ann", 204, null, "")]
    [InlineData("GET", "/openapi/v1.json", 200, "application/json", "{}")]
    public void FindDeviation_WhenDocumented_ReturnsNull(string method, string path, int status, string? mediaType, string? body) =>
        Assert.Null(Contract.FindDeviation(method, path, status, mediaType, body));

    [Theory]
    [InlineData("GET", "/users/ann", 201, "application/json", User, "no status 201")]
    [InlineData("GET", "/users/ann", 200, "text/plain", User, "no media type text/plain")]
    [InlineData("GET", "/users/ann", 200, null, "", "no media type")]
    [InlineData("GET", "/users/ann", 200, "application/x-ndjson", "", "no media type application/x-ndjson")]
    [InlineData("GET", "/users/ann", 304, null, "{}", "no body for status 304")]
    [InlineData("GET", "/users/ann", 200, "application/json", "{}", "required")]
    [InlineData("GET", "/users/ann", 200, "application/json", "[]", "type")]
    [InlineData("GET", "/nothing", 200, "application/json", "{}", "no such operation")]
    [InlineData("PATCH", "/users/ann", 404, "text/html", "", "not a problem")]
    [InlineData("GET", "/users", 200, "application/x-ndjson", "{}\n", "required")]
    [InlineData("DELETE", "/orders/1", 404, "application/problem+json", NotFound, "code user_not_found")]
    public void FindDeviation_WhenNotDocumented_SaysWhat(
        string method, string path, int status, string? mediaType, string body, string deviation) =>
        Assert.Contains(deviation, Contract.FindDeviation(method, path, status, mediaType, body), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"active\"", "\"lost\"", "/status enum")]
    [InlineData("\"Ann\"", "7", "/name type")]
    [InlineData("\"Ann\"", "null", "/name type")]
    [InlineData("\"ann\"", "\"ann\", \"age\": 7", "/age")]
    [InlineData("\"2030-01-01T12:00:00.000Z\"", "\"today\"", "/created_at format")]
    public void FindDeviation_WhenAMemberDeviates_NamesTheMember(string value, string other, string deviation) =>
        Assert.Contains(
            deviation,
            Contract.FindDeviation("GET", "/users/ann", 200, "application/json", User.Replace(value, other, StringComparison.Ordinal)),
            StringComparison.Ordinal);
}
