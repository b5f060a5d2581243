using System.Text;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>The log outside Development.</summary>
public sealed class JsonLogTests(TestDatabases databases)
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task Request_OutsideDevelopment_IsOneJsonObject()
    {
        var lines = await LinesAsync(
            client => client.SendContentAsync(
                HttpMethod.Get, "/users/secret?secret", null, ("traceparent", $"00-{Trace}-b7ad6b7169203331-00")));

        var line = Assert.Single(lines, line => (string?)line["trace_id"] == Trace);
        Assert.Equal(
            ["time", "level", "source", "message", "trace_id", "span_id", "method", "route", "status", "ms", "caller"],
            line.Select(member => member.Key));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string?)line["time"]);
        Assert.Equal(("Information", "Serilog.AspNetCore.RequestLoggingMiddleware"), ((string?)line["level"], (string?)line["source"]));
        Assert.Equal(("GET", "/users/{id}", 400), ((string?)line["method"], (string?)line["route"], (int?)line["status"]));
        Assert.Equal($"GET /users/{{id}} 400 in {line["ms"]} ms by {line["caller"]}", (string?)line["message"]);
        Assert.DoesNotContain("secret", line.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_OutsideDevelopment_IsOneJsonObjectWithException()
    {
        const string FailedTrace = "5bf92f3577b34da6a3ce929d0e0e4736";

        var lines = await LinesAsync(
            client => client.SendContentAsync(HttpMethod.Get, "/users/ann", null, ("traceparent", $"00-{FailedTrace}-b7ad6b7169203331-00")),
            "ALTER TABLE users RENAME TO gone");

        var failed = lines.Where(line => (string?)line["trace_id"] == FailedTrace).ToList();
        Assert.Equal(["Error", "Information"], failed.Select(line => (string?)line["level"]));
        Assert.Equal(["time", "level", "source", "message", "trace_id", "span_id", "exception"], failed[0].Select(member => member.Key));
        Assert.StartsWith("Npgsql.PostgresException (0x80004005): 42P01: ", (string?)failed[0]["exception"], StringComparison.Ordinal);
        Assert.Equal(("/users/{id}", 500), ((string?)failed[1]["route"], (int?)failed[1]["status"]));
    }

    /// <summary>Gets what the program logs in Production while it handles a request.</summary>
    private async Task<List<JsonObject>> LinesAsync(Func<HttpClient, Task> act, string? sql = null)
    {
        var output = new MemoryStream();
        await using (var api = new ProductionApi(databases, output))
        {
            await api.InitializeAsync();
            if (sql is not null)
            {
                await api.QueryAsync(sql);
            }

            // This client accepts a 500.
            using var client = ((TestServer)api.Services.GetRequiredService<IServer>()).CreateClient().WithKey();
            await act(client);
        }

        return [.. Encoding.UTF8.GetString(output.ToArray())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }
}
