using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;
using Serilog.Events;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>The line that each request leaves in the log.</summary>
public sealed class RequestLogTests(TestDatabases databases)
{
    private const string Unknown = "01a1fed7-873b-7724-849a-cc516ea786e8-1";

    [Theory]
    [InlineData("GET", "/users?q=secret", "GET /users 200")]
    [InlineData("GET", "/v1/users?q=secret", "GET /users 200")]
    [InlineData("GET", "/users/secret", "GET /users/{id} 404")]
    [InlineData("GET", $"/messages/{Unknown}?secret", "GET /messages/{id} 400")]
    [InlineData("PUT", $"/messages/{Unknown}/likes/secret", "PUT /messages/{id}/likes/{user_id} 404")]
    [InlineData("POST", "/sms-messages/secret/cancel", "POST /sms-messages/{id}/cancel 400")]
    [InlineData("GET", "/openapi/v1.json", "GET /openapi/v1.json 200")]
    [InlineData("GET", "/secret/secret", "GET unmatched 404")]
    [InlineData("DELETE", "/users?secret", "DELETE unmatched 405")]
    [InlineData("SECRET", "/nothing", "_OTHER unmatched 404")]
    public async Task Request_WhenAnswered_LogsOneLineWithRouteTemplate(string method, string path, string expected)
    {
        await using var api = new LoggedApi(databases);
        await api.InitializeAsync();

        await api.SendAsync(new HttpMethod(method), path, null, null, ("Idempotency-Key", "secret"));

        var line = Assert.Single(api.Requests);
        Assert.Equal((LogEventLevel.Information, expected), (line.Level, line.Request));
        Assert.Matches(path == "/openapi/v1.json" ? "^(anonymous|development)$" : "^(development|key:.+)$", (string?)line.Values["Caller"]);
        Assert.InRange(Assert.IsType<double>(line.Values["Ms"]), 0.001, double.MaxValue);
        Assert.DoesNotContain("secret", string.Concat(api.Lines.Select(all => all.Text)), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task HealthCheck_WhenAnswered_LogsAtDebug(string path)
    {
        await using var api = new LoggedApi(databases);
        await api.InitializeAsync();

        (await api.GetAsync(path)).Expect(HttpStatusCode.OK);

        Assert.Equal((LogEventLevel.Debug, $"GET {path} 200"), Assert.Single(api.Requests.Select(line => (line.Level, line.Request))));
    }

    [Fact]
    public async Task Request_WhenFailed_LogsOneLineWithRouteTemplate()
    {
        await using var api = new LoggedApi(databases);
        await api.InitializeAsync();
        await api.QueryAsync("ALTER TABLE users RENAME TO gone");
        using var client = ((TestServer)api.Services.GetRequiredService<IServer>()).CreateClient().WithKey();

        (await client.SendContentAsync(HttpMethod.Get, "/users/ann", null))
            .ExpectProblem(HttpStatusCode.InternalServerError, "internal_error");

        Assert.Equal("GET /users/{id} 500", Assert.Single(api.Requests).Request);
    }

    [Fact]
    public async Task Refusal_Always_HasTraceIdOfLogLine()
    {
        await using var api = new LoggedApi(databases);
        await api.InitializeAsync();

        var refused = (await api.GetAsync("/users/nobody")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");

        var line = Assert.Single(api.Requests);
        Assert.Matches("^[0-9a-f]{32}$", line.TraceId);
        Assert.Equal(line.TraceId, (string?)refused.Json["trace_id"]);
    }

    [Fact]
    public async Task Refusal_WithoutLog_HasTraceId()
    {
        await using var program = ConciergeProgram.StartWith(
            ExternalDatabase.Variables(await databases.CreateAsync()),
            [
                "--environment", "Development", "--urls", "http://127.0.0.1:0", "--Serilog:MinimumLevel:Default=Fatal",
                "--Serilog:MinimumLevel:Override:Microsoft=Fatal", "--Logging:LogLevel:Default=None",
            ]);
        using var client = await program.ListeningAsync();

        var refused = (await client.SendContentAsync(HttpMethod.Get, "/users/nobody", null))
            .ExpectProblem(HttpStatusCode.NotFound, "user_not_found");

        Assert.Matches("^[0-9a-f]{32}$", (string?)refused.Json["trace_id"]);
        Assert.DoesNotContain(program.Output, line => line.Contains("/users", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusal_WithTraceOfCaller_BelongsToIt()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var api = new LoggedApi(databases);
        await api.InitializeAsync();

        var refused = await api.GetAsync("/users/nobody", null, ("traceparent", $"00-{Trace}-b7ad6b7169203331-00"));

        Assert.Equal((Trace, Trace), ((string?)refused.Json["trace_id"], Assert.Single(api.Requests).TraceId));
    }

    /// <summary>The product, and what it logs.</summary>
    private sealed class LoggedApi(TestDatabases databases) : ApiFixture(databases)
    {
        private readonly LineLog log = new();

        public IReadOnlyCollection<LineLog.Line> Lines => log.Lines;

        public IEnumerable<LineLog.Line> Requests => log.Requests;

        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Serilog:MinimumLevel:Default", "Verbose")
                .ConfigureServices(services => services.AddSingleton<ILogEventSink>(log));
        }
    }
}
