using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>Query parameters that an operation does not have, or has once.</summary>
public sealed class QueryParameterTests(QueryParameterTests.Fixture api) : IClassFixture<QueryParameterTests.Fixture>
{
    [Theory]
    [InlineData("bogus=1", "/bogus", "unknown_parameter")]
    [InlineData("bogus", "/bogus", "unknown_parameter")]
    [InlineData("LIMIT=1", "/LIMIT", "unknown_parameter")]
    [InlineData("a%2Fb=1", "/a~1b", "unknown_parameter")]
    [InlineData("=1", "/", "unknown_parameter")]
    [InlineData("utm=1", "/utm", "unknown_parameter")]
    [InlineData("%FF=1", "/%FF", "text_invalid")]
    [InlineData("bogus=%C3%28", "/bogus", "text_invalid")]
    public async Task Send_WithAnUnknownParameter_IsRefusedByEveryOperation(string query, string pointer, string code)
    {
        foreach (var operation in await OperationsAsync())
        {
            var answer = await api.SendAsync(operation.HttpMethod, $"{operation.Target}?{query}", operation.Body);

            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{operation}: {answer.Text}");
            answer.ExpectProblem(HttpStatusCode.BadRequest, code, pointer, code);
        }
    }

    [Fact]
    public async Task Send_WithARepeatedParameter_IsRefusedUnlessItIsAList()
    {
        var lists = new List<string>();
        foreach (var operation in await OperationsAsync())
        {
            foreach (var name in QueryParametersOf(operation))
            {
                var answer = await api.SendAsync(operation.HttpMethod, $"{operation.Target}?{name}=1&{name}=1", operation.Body);
                if (answer.Status == HttpStatusCode.BadRequest && (string?)answer.Json["code"] == "duplicate_parameter")
                {
                    answer.ExpectProblem(HttpStatusCode.BadRequest, "duplicate_parameter", $"/{name}", "duplicate_parameter");
                }
                else
                {
                    lists.Add($"{operation} {name}");
                }
            }
        }

        Assert.Equal(["get /availability service_id", "get /availability/next service_id"], lists);
    }

    [Fact]
    public async Task Send_WithBytesThatAreNotUtf8_IsRefusedInEveryParameter()
    {
        var parameters = (await OperationsAsync())
            .SelectMany(operation => QueryParametersOf(operation), (operation, name) => (operation, name));

        foreach (var (operation, name) in parameters)
        {
            (await api.SendAsync(operation.HttpMethod, $"{operation.Target}?{name}=a%FF", operation.Body))
                .ExpectProblem(HttpStatusCode.BadRequest, "text_invalid", $"/{name}");
        }
    }

    [Fact]
    public async Task Send_WithBytesThatAreNotUtf8InThePath_IsRefused()
    {
        foreach (var operation in (await OperationsAsync()).Where(operation => operation.Path.Contains('{', StringComparison.Ordinal)))
        {
            var path = string.Join('/', operation.Path.Split('/').Select(part => part.StartsWith('{') ? "a%FF" : part));

            (await api.SendAsync(operation.HttpMethod, path, operation.Body ?? "{}")).Expect(HttpStatusCode.BadRequest);
        }
    }

    [Theory]
    [InlineData("api-version=1")]
    [InlineData("api-version=1&api-version=2")]
    [InlineData("utm_source=mail&utm_medium=x&limit=1")]
    [InlineData("utm_=%FF")]
    [InlineData("")]
    [InlineData("&&")]
    public async Task Send_WithAnIgnoredParameter_IsAccepted(string query)
    {
        (await api.GetAsync($"/users?{query}")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/health/live?a=1&a=2")]
    [InlineData("/health/ready?limit=%FF")]
    [InlineData("/openapi/v1.json?a=1")]
    [InlineData("/docs/index.html?a=1")]
    [InlineData("/problems/forbidden?a=1&a=2")]
    public async Task Get_OfWhatIsNoOperation_IgnoresParameters(string path)
    {
        (await api.GetAsync(path)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_OfADeliveryReport_IgnoresParameters()
    {
        (await api.PostAsync("/sms-messages/delivery-reports/sandbox?a=1&a=2&b=%FF", ""))
            .ExpectProblem(HttpStatusCode.Unauthorized, "delivery_report_not_authentic");
    }

    private static IEnumerable<string> QueryParametersOf(Operation operation) =>
        (operation.Node["parameters"]?.AsArray() ?? [])
            .Where(parameter => (string?)parameter!["in"] == "query").Select(parameter => (string)parameter!["name"]!);

    private async Task<IEnumerable<Operation>> OperationsAsync() =>
        (await Operation.AllAsync(api)).Where(operation => !operation.IsAnonymous);

    public sealed class Fixture(TestDatabases databases) : ApiFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Http:IgnoredQueryParameters:0", "api-version").UseSetting("Http:IgnoredQueryParameters:1", "utm_*");
        }
    }
}
