using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>The log as it is outside Development: for programs.</summary>
public sealed class JsonLogTests(TestDatabases databases)
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task Request_OutsideDevelopment_IsOneJsonObject()
    {
        var lines = await LinesAsync(client => client.SendContentAsync(HttpMethod.Get, "/users/secret?secret", null, ("traceparent", $"00-{Trace}-b7ad6b7169203331-00")));

        var line = Assert.Single(lines, line => (string?)line["trace_id"] == Trace);
        Assert.Equal(
            ["time", "level", "source", "message", "trace_id", "span_id", "method", "route", "status", "ms", "caller"], line.Select(member => member.Key));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string?)line["time"]);
        Assert.Equal(("Information", "Concierge.Api.Common.RequestLog"), ((string?)line["level"], (string?)line["source"]));
        Assert.Equal(("GET", "/users/{id}", 404), ((string?)line["method"], (string?)line["route"], (int?)line["status"]));
        Assert.Equal($"GET /users/{{id}} 404 in {line["ms"]} ms by {line["caller"]}", (string?)line["message"]);
        Assert.DoesNotContain("secret", line.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_OutsideDevelopment_IsOneJsonObjectWithItsException()
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

    /// <summary>What the product writes on the console in Production while somebody acts.</summary>
    private async Task<List<JsonObject>> LinesAsync(Func<HttpClient, Task> act, string? sql = null)
    {
        var written = ConsoleCopy.Lines;
        var api = new ProductionApi(databases);
        await api.InitializeAsync();
        if (sql is not null)
        {
            await api.QueryAsync(sql);
        }

        using (var client = ((TestServer)api.Services.GetRequiredService<IServer>()).CreateClient().WithKey())
        {
            await act(client);
        }

        // Ends the thread that writes the log, with all that it has to write.
        await api.DisposeAsync();
        return [.. written.Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>The product outside Development, where every caller has a key.</summary>
    private sealed class ProductionApi(TestDatabases databases) : ApiFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseEnvironment("Production").UseSetting("Auth:Mode", "Keys").UseSetting("Http:ShutdownDelay", "00:00:00");
        }
    }

    /// <summary>Keeps what is written on the console of this process as JSON; only these tests have programs that do so.</summary>
    private sealed class ConsoleCopy(TextWriter console) : TextWriter
    {
        private static readonly ConcurrentQueue<string> Copied = [];

        static ConsoleCopy() => Console.SetOut(new ConsoleCopy(Console.Out));

        /// <summary>The lines so far. Every one of them has been written whole.</summary>
        public static IEnumerable<string> Lines => Copied;

        public override Encoding Encoding => console.Encoding;

        public override void Write(char value) => console.Write(value);

        public override void Write(string? value)
        {
            if (value?.StartsWith("{\"time\":", StringComparison.Ordinal) == true)
            {
                Assert.EndsWith("}\n", value, StringComparison.Ordinal);
                foreach (var line in value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    Copied.Enqueue(line);
                }
            }

            console.Write(value);
        }
    }
}
