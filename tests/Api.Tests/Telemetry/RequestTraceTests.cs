using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>Whose trace a request belongs to, in the response, in the log and in what is exported.</summary>
public sealed class RequestTraceTests : IClassFixture<RequestTraceTests.Api>, IDisposable
{
    private readonly Api api;
    private readonly ConcurrentQueue<Activity> exported = [];
    private readonly ActivityListener listener;
    private readonly string trace = ActivityTraceId.CreateRandom().ToHexString();

    public RequestTraceTests(Api api)
    {
        this.api = api;
        listener = new()
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.Recorded)
                {
                    exported.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public void Dispose() => listener.Dispose();

    [Theory]
    [InlineData(null, "/users", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer ck_guessed", "/users", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer guessed", "/nothing", HttpStatusCode.Unauthorized)]
    [InlineData(null, "/sms-messages/delivery-reports/sandbox", HttpStatusCode.Unauthorized)]
    [InlineData(null, "/problems/nothing", HttpStatusCode.NotFound)]
    [InlineData("Bearer " + Credentials.Key, "/problems/nothing", HttpStatusCode.NotFound)]
    public async Task Request_OfStranger_StartsANewTrace(string? authorization, string path, HttpStatusCode status)
    {
        var refused = await api.SendAsAsync(authorization, HttpMethod.Get, path, null, ("traceparent", $"00-{trace}-b7ad6b7169203331-01"));

        var own = (string)refused.Expect(status).Json["trace_id"]!;
        Assert.Matches("^(?!0{32})[0-9a-f]{32}$", own);
        Assert.NotEqual(trace, own);
        Assert.Single(api.Log.Requests, line => line.TraceId == own);
        Assert.DoesNotContain(api.Log.Lines, line => line.TraceId == trace);

        await UntilExportedAsync(own);
        Assert.DoesNotContain(exported, span => span.TraceId.ToHexString() == trace);
        var span = Assert.Single(exported, span => span.TraceId.ToHexString() == own);
        Assert.Null(span.ParentId);
        Assert.Equal((ActivityKind.Server, (int)status), (span.Kind, span.GetTagItem("http.response.status_code")));
        Assert.Equal("GET", span.GetTagItem("http.request.method"));
    }

    /// <summary>A header of another format leaves a request without any trace id.</summary>
    [Fact]
    public async Task Request_OfStrangerWithFormerHeader_StartsANewTrace()
    {
        var refused = await api.SendAsAsync(null, HttpMethod.Get, "/users", null, ("Request-Id", "|chosen.1."));

        var own = (string)refused.Expect(HttpStatusCode.Unauthorized).Json["trace_id"]!;
        Assert.Matches("^(?!0{32})[0-9a-f]{32}$", own);
        Assert.Single(api.Log.Requests, line => line.TraceId == own);
    }

    [Theory]
    [InlineData("/users/nobody", HttpStatusCode.NotFound, "/users/{id}")]
    [InlineData("/nothing", HttpStatusCode.NotFound, null)]
    [InlineData("/messages/1", HttpStatusCode.BadRequest, "/messages/{id}")]
    public async Task Request_OfKnownCaller_ContinuesTheCallersTrace(string path, HttpStatusCode status, string? route)
    {
        var refused = await api.SendAsAsync(
            AccessFixture.Bearer(Credentials.Key), HttpMethod.Get, path, null, ("traceparent", $"00-{trace}-b7ad6b7169203331-01"));

        Assert.Equal(trace, (string?)refused.Expect(status).Json["trace_id"]);
        Assert.Equal(route ?? "unmatched", Assert.Single(api.Log.Requests, line => line.TraceId == trace).Values["Route"]);
        await UntilExportedAsync(trace);
        Assert.Equal("b7ad6b7169203331", Assert.Single(exported, span => span.TraceId.ToHexString() == trace).ParentSpanId.ToHexString());
    }

    [Fact]
    public async Task Request_OfKnownCallerThatFails_LogsTheFailureInTheCallersTrace()
    {
        await api.QueryAsync("ALTER TABLE services RENAME TO gone");
        using var client = ((TestServer)api.Services.GetRequiredService<IServer>()).CreateClient().WithKey();
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");

        using var response = await client.GetAsync("/services/any", TestContext.Current.CancellationToken);
        var failed = await Answer.ReadAsync(response);

        Assert.Equal(trace, (string?)failed.Expect(HttpStatusCode.InternalServerError).Json["trace_id"]);
        Assert.Equal(2, api.Log.Lines.Count(line => line.TraceId == trace));
    }

    /// <summary>The span ends after the response.</summary>
    private Task UntilExportedAsync(string id) => Poll.UntilAsync(() => exported.Any(span => span.TraceId.ToHexString() == id));

    /// <summary>The product in Keys mode, and what it logs.</summary>
    public sealed class Api(TestDatabases databases) : AccessFixture(databases)
    {
        internal LineLog Log { get; } = new();

        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.ConfigureServices(services => services.AddSingleton<ILogEventSink>(Log));
        }
    }
}
