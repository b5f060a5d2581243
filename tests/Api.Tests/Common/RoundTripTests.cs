using System.Diagnostics;
using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Common;

/// <summary>
/// Number of round trips to the database of each operation. A command, a batch and a savepoint each count as one. The driver does not
/// report BEGIN, which travels with the next command. Nor does it report COMMIT and ROLLBACK, each of which is one more.
/// </summary>
public sealed class RoundTripTests(RoundTripFixture api) : IClassFixture<RoundTripFixture>
{
    public static TheoryData<string> Names => [.. OperationCalls.All.Keys];

    [Fact]
    public async Task Operations_OfDocument_AreAllInTable()
    {
        var operations = await Operation.AllAsync(api);

        Assert.Equal(
            operations.Select(operation => (string)operation.Node["operationId"]!).Order(StringComparer.Ordinal),
            OperationCalls.All.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Send_WithCachedKey_TakesExpectedRoundTrips(string operation) =>
        await AssertRoundTripsAsync(
            operation, await api.ThingsAsync(operation), Bearer(Credentials.Key), OperationCalls.All[operation].RoundTrips);

    /// <summary>One more asks whether the token is still good; where users may not do what services may, it is the only one.</summary>
    [Fact]
    public async Task Send_ByUser_TakesOneMoreRoundTrip()
    {
        List<string> refused = [];
        foreach (var operation in (await Operation.AllAsync(api)).Where(operation => operation.TakesUserTokens)
            .Select(operation => (string)operation.Node["operationId"]!))
        {
            var things = await api.ThingsAsync(operation);
            var (answer, roundTrips) = await SendAsync(operation, things, Bearer(await api.MintAsync(things["ann"])));
            if (answer.Status == HttpStatusCode.Forbidden)
            {
                refused.Add(operation);
                AssertCount(1, operation, roundTrips);
            }
            else
            {
                AssertSuccess(operation, answer);
                AssertCount(OperationCalls.All[operation].RoundTrips + 1, operation, roundTrips);
            }
        }

        Assert.Equal(["createUser", "reactivateUser", "listOrders", "getOrder"], refused);
    }

    /// <summary>One more looks up the status of the user as whom a backend acts.</summary>
    [Theory]
    [InlineData("sendMessage")]
    [InlineData("listMessages")]
    [InlineData("getMessage")]
    [InlineData("editMessage")]
    [InlineData("getService")]
    public async Task Send_ByABackendThatActsAsAUser_TakesOneRoundTripMore(string operation)
    {
        var things = await api.ThingsAsync(operation);

        await AssertRoundTripsAsync(
            operation, things, Bearer(Credentials.Key), OperationCalls.All[operation].RoundTrips + 1, ("X-User-Id", things["ann"]));
    }

    /// <summary>
    /// An Idempotency-Key adds three round trips: the lock, the lookup of a stored response, and the insert of this one. An order is
    /// inserted after a savepoint. EF Core also sets a savepoint before it saves, and releases it afterwards. A replay needs only the first
    /// two, and one more where it renders the resource as it is now.
    /// </summary>
    [Theory]
    [InlineData("createUser", 5, 2)]
    [InlineData("reactivateUser", 3, 3)]
    [InlineData("sendMessage", 3, 2)]
    [InlineData("createService", 5, 2)]
    [InlineData("createOrder", 4, 2)]
    [InlineData("queueSms", 3, 2)]
    [InlineData("cancelSms", 5, 3)]
    [InlineData("previewSms", 3, 2)]
    public async Task Post_WithIdempotencyKey_TakesThreeMoreRoundTripsAndReplayTakesFew(string operation, int more, int repeat)
    {
        var things = await api.ThingsAsync(operation);
        var once = ("Idempotency-Key", $"{Guid.NewGuid()}");

        await AssertRoundTripsAsync(operation, things, Bearer(Credentials.Key), OperationCalls.All[operation].RoundTrips + more, once);
        await AssertRoundTripsAsync(operation, things, Bearer(Credentials.Key), repeat, once);
    }

    private async Task AssertRoundTripsAsync(
        string operation, Dictionary<string, string> things, string authorization,
        int expected, params (string Name, string Value)[] headers)
    {
        var (answer, roundTrips) = await SendAsync(operation, things, authorization, headers);

        AssertSuccess(operation, answer);
        AssertCount(expected, operation, roundTrips);
    }

    private static void AssertSuccess(string operation, Answer answer) =>
        Assert.True((int)answer.Status is >= 200 and < 300, $"{operation} was answered {answer.Status}: {answer.Text}");

    private static void AssertCount(int expected, string operation, List<string> roundTrips) => Assert.True(
        roundTrips.Count == expected,
        $"{operation} takes {roundTrips.Count} round trips instead of {expected}:\n{string.Join("\n--\n", roundTrips)}");

    private Task<(Answer Answer, List<string> RoundTrips)> SendAsync(
        string operation, Dictionary<string, string> things, string authorization, params (string Name, string Value)[] headers)
    {
        var (method, path, body) = OperationCalls.Request(operation, things);
        return api.CountAsync(authorization, method, path, body, headers);
    }
}

/// <summary>The product in Keys mode. The keys do not expire once they are read. Background work is not counted.</summary>
public sealed class RoundTripFixture(TestDatabases databases) : AccessFixture(databases)
{
    /// <summary>Says in an answer which trace the request has.</summary>
    private const string TraceHeader = "X-Test-Trace";

    /// <summary>Sends a request with this header <c>Authorization</c>.</summary>
    /// <returns>The answer, and the statements of each round trip to the database.</returns>
    internal async Task<(Answer Answer, List<string> RoundTrips)> CountAsync(
        string authorization, HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        var answer = await SendAsAsync(authorization, method, path, body, headers);
        var trace = ActivityTraceId.CreateFromString(answer.Headers[TraceHeader]);
        return (answer, [.. Executed.Of(trace).Select(statements => string.Join(";\n", statements.Select(statement => statement.Sql)))]);
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.ConfigureTestServices(
            services => services.AddSingleton<TimeProvider>(new Unaging()).AddSingleton<IStartupFilter, Traced>());
    }

    private sealed class Traced : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, product) =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers[TraceHeader] =
                        context.Features.GetRequiredFeature<IHttpActivityFeature>().Activity.TraceId.ToHexString();
                    return Task.CompletedTask;
                });
                return product(context);
            });
            next(app);
        };
    }

    /// <summary>A clock that tells the time, and measures that none passes.</summary>
    private sealed class Unaging : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
