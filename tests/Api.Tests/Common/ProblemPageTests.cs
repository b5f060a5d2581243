using System.Net;
using System.Runtime.CompilerServices;
using Concierge.Api.Problems;
using Concierge.Api.Tests.Access;

namespace Concierge.Api.Tests.Common;

/// <summary>The addresses that problems name as their types.</summary>
public sealed class ProblemPageTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    [Fact]
    public async Task Get_OfTheTypeOfAProblem_ExplainsIt()
    {
        foreach (var path in new[] { "/users/nobody", "/users?limit=0", "/nothing", "/users?bogus=1" })
        {
            var problem = (await api.GetAsync(path)).Json;

            var explained = (await api.SendAsAsync(null, HttpMethod.Get, (string)problem["type"]!)).Expect(HttpStatusCode.OK);

            Assert.Equal("application/json", explained.ContentType);
            Assert.Equal(
                ((string?)problem["code"], $"{problem["status"]}", (string?)problem["type"]),
                ((string?)explained.Json["code"], (string?)explained.Json["statuses"], (string?)explained.Json["type"]));
        }
    }

    [Theory]
    [InlineData("text/html", "text/html")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html")]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    public async Task Get_ByAccept_IsAPageOrJson(string accept, string type)
    {
        var answer = (await api.SendAsAsync(null, HttpMethod.Get, "/v1/problems/order-conflict", null, ("Accept", accept)))
            .Expect(HttpStatusCode.OK);

        Assert.Equal(type, answer.ContentType);
        Assert.Contains("Another order is too close in time.", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/problems/nothing")]
    [InlineData("/problems/order_conflict")]
    [InlineData("/problems/%3Cscript%3E")]
    [InlineData("/problems")]
    public async Task Get_OfAnUnknownType_IsNotFound(string path)
    {
        (await api.GetAsync(path)).ExpectProblem(HttpStatusCode.NotFound, "route_not_found");
    }

    [Fact]
    public async Task Catalog_Always_HasEveryCodeOfTheDocument()
    {
        var codes = (await Operation.AllAsync(api))
            .SelectMany(operation => operation.Node["responses"]!.AsObject())
            .Where(response => response.Key[0] is '4' or '5')
            .SelectMany(
                response => ((string)response.Value!["description"]!).Split(", "), (response, code) => (code.Trim('`'), response.Key))
            .Distinct();

        var known = ProblemCatalog.All.SelectMany(problem => problem.Statuses.Split(", "), (problem, status) => (problem.Code, status));

        Assert.Empty(codes.Except(known));
    }

    [Fact]
    public void Errors_InTheDocumentation_AreThoseOfTheCatalog()
    {
        string[] expected =
        [
            "| code | status | meaning | what to do |", "|---|---|---|---|",
            .. ProblemCatalog.All.Select(problem => $"| `{problem.Code}` | {problem.Statuses} | {problem.Meaning} | {problem.Action} |"),
        ];

        Assert.Equal(expected, File.ReadLines(PathOfErrors()).Where(line => line.StartsWith('|')));
    }

    private static string PathOfErrors([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "errors.md");
}
