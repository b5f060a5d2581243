using System.Collections.Concurrent;
using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Microsoft.Extensions.Logging;

namespace Concierge.Api.Tests.Sms;

public sealed class GatewayClientTests
{
    /// <summary>Number of calls after which the circuit breaker judges.</summary>
    private const int MinimumThroughput = 20;

    private static readonly TimeSpan Break = TimeSpan.FromSeconds(5);

    private static readonly SendOutcome Broken = new SendOutcome.Uncertain("The connection to the gateway broke before it responded.");

    private static readonly SendOutcome Paused = new SendOutcome.Retryable("The gateway keeps failing. Calls to it are paused.");

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task Send_WhenGatewayKeepsFailing_PausesCallsForFiveSeconds()
    {
        await using var gateway = GatewayDouble.Listening(_ => Replies.Close);
        var client = GatewayClients.Create(clock: clock);

        for (var i = 0; i < MinimumThroughput; i++)
        {
            Assert.Equal(Broken, await SendAsync(client, gateway));
        }

        Assert.Equal(Paused, await SendAsync(client, gateway));
        clock.Advance(Break - TimeSpan.FromMilliseconds(1));
        Assert.Equal(Paused, await SendAsync(client, gateway));
        Assert.Equal(MinimumThroughput, gateway.Requests.Count);

        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Broken, await SendAsync(client, gateway));
    }

    [Fact]
    public async Task Send_WhenGatewayRespondsWithErrors_KeepsCalling()
    {
        await using var gateway = GatewayDouble.Listening(_ => Replies.Whole(503));
        var client = GatewayClients.Create();

        for (var i = 0; i < 2 * MinimumThroughput; i++)
        {
            Assert.Equal(new SendOutcome.Retryable("It is busy (HTTP 503)."), await SendAsync(client, gateway));
        }

        Assert.Equal(2 * MinimumThroughput, gateway.Requests.Count);
    }

    [Fact]
    public async Task Send_WhenTimeoutExpires_IsUncertainAndNotSentAgain()
    {
        await using var gateway = GatewayDouble.Listening(_ => Replies.Silence);
        var sending = SendAsync(GatewayClients.Create(TimeSpan.FromHours(1), clock), gateway);
        await Poll.UntilAsync(() => gateway.Requests.Count == 1);

        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(new SendOutcome.Uncertain("The gateway did not respond in time."), await sending);
        Assert.Single(gateway.Requests);
    }

    [Fact]
    public async Task Send_WhenGatewaySetsCookiesAndRedirects_FollowsNeither()
    {
        await using var gateway = GatewayDouble.Listening(_ => Replies.Whole(307, "", ("Location", "/elsewhere"), ("Set-Cookie", "a=b")));
        var client = GatewayClients.Create();

        await SendAsync(client, gateway);
        await SendAsync(client, gateway);

        Assert.Equal(2, gateway.Requests.Count);
        Assert.All(gateway.Requests, request => Assert.Equal(("/", false), (request.Target, request.Headers.ContainsKey("Cookie"))));
    }

    /// <summary>The message of the exception of .NET quotes such a response. A gateway may repeat number and text in it.</summary>
    [Fact]
    public async Task Send_WhenResponseIsMalformed_LogsNothing()
    {
        await using var gateway = GatewayDouble.Listening(_ => Replies.Raw("Invalid: +15557391846 Hello\r\n\r\n"));
        using var log = new AllLines();
        var client = GatewayClients.Create(log: log);

        for (var i = 0; i <= MinimumThroughput; i++)
        {
            Assert.Equal(i < MinimumThroughput ? Broken : Paused, await SendAsync(client, gateway));
        }

        Assert.Empty(log.Lines);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, null)]
    [InlineData(HttpStatusCode.Accepted, null)]
    [InlineData(HttpStatusCode.Found, null)]
    [InlineData(HttpStatusCode.BadRequest, null)]
    [InlineData(HttpStatusCode.MovedPermanently, "Retryable")]
    [InlineData(HttpStatusCode.PermanentRedirect, "Retryable")]
    [InlineData(HttpStatusCode.ProxyAuthenticationRequired, "Retryable")]
    [InlineData(HttpStatusCode.RequestTimeout, "Retryable")]
    [InlineData(HttpStatusCode.Conflict, "Retryable")]
    [InlineData((HttpStatusCode)425, "Retryable")]
    [InlineData(HttpStatusCode.Unauthorized, "Retryable")]
    [InlineData(HttpStatusCode.Forbidden, "Retryable")]
    [InlineData(HttpStatusCode.NotFound, "Retryable")]
    [InlineData(HttpStatusCode.TooManyRequests, "Retryable")]
    [InlineData(HttpStatusCode.InternalServerError, "Uncertain")]
    [InlineData(HttpStatusCode.BadGateway, "Uncertain")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "Retryable")]
    [InlineData(HttpStatusCode.GatewayTimeout, "Uncertain")]
    public void ReadStatus_OfEveryGateway_ReturnsTheSameOutcome(HttpStatusCode status, string? outcome)
    {
        using var response = new HttpResponseMessage(status);

        Assert.Equal(outcome, GatewayClient.ReadStatus(response, "It")?.GetType().Name);
    }

    private static async Task<SendOutcome> SendAsync(GatewayClient client, GatewayDouble gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, gateway.Url);
        return await client.SendAsync(
            request, response => GatewayClient.ReadStatus(response, "It") ?? new SendOutcome.Accepted(),
            TestContext.Current.CancellationToken);
    }

    /// <summary>Keeps every log line.</summary>
    private sealed class AllLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
