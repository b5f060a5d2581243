using System.Net;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms.Gateways;

namespace Concierge.Api.Tests.Sms;

public sealed class GatewayClientTests
{
    private const int EnoughToJudge = 20;

    private static readonly SendOutcome Paused = new SendOutcome.Retryable("The gateway keeps failing. Calls to it are paused.");

    [Fact]
    public async Task Send_WhenGatewayKeepsFailing_OpensTheCircuit()
    {
        await using var gateway = GatewayDouble.Listening(_ => Replies.Close);
        using var client = new GatewayClient(TimeSpan.FromSeconds(30));

        for (var i = 0; i < EnoughToJudge; i++)
        {
            Assert.Equal(
                new SendOutcome.Uncertain("The connection to the gateway broke before it responded."), await SendAsync(client, gateway));
        }

        Assert.Equal(Paused, await SendAsync(client, gateway));
        Assert.Equal(EnoughToJudge, gateway.Requests.Count);
    }

    [Fact]
    public async Task Send_WhenGatewayReturnsErrors_KeepsCircuitClosed()
    {
        await using var gateway = GatewayDouble.Listening(_ => Replies.Whole(503));
        using var client = new GatewayClient(TimeSpan.FromSeconds(30));

        for (var i = 0; i < 2 * EnoughToJudge; i++)
        {
            Assert.Equal(new SendOutcome.Retryable("It is busy (HTTP 503)."), await SendAsync(client, gateway));
        }

        Assert.Equal(2 * EnoughToJudge, gateway.Requests.Count);
    }

    [Fact]
    public async Task Send_WithCookiesAndRedirects_IgnoresBoth()
    {
        await using var gateway = GatewayDouble.Listening(_ => Replies.Whole(307, "", ("Location", "/elsewhere"), ("Set-Cookie", "a=b")));
        using var client = new GatewayClient(TimeSpan.FromSeconds(30));

        await SendAsync(client, gateway);
        await SendAsync(client, gateway);

        Assert.Equal(2, gateway.Requests.Count);
        Assert.All(gateway.Requests, request => Assert.Equal(("/", false), (request.Target, request.Headers.ContainsKey("Cookie"))));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, null)]
    [InlineData(HttpStatusCode.Accepted, null)]
    [InlineData(HttpStatusCode.Found, null)]
    [InlineData(HttpStatusCode.BadRequest, null)]
    [InlineData(HttpStatusCode.Unauthorized, "Retryable")]
    [InlineData(HttpStatusCode.Forbidden, "Retryable")]
    [InlineData(HttpStatusCode.NotFound, "Retryable")]
    [InlineData(HttpStatusCode.TooManyRequests, "Retryable")]
    [InlineData(HttpStatusCode.InternalServerError, "Uncertain")]
    [InlineData(HttpStatusCode.BadGateway, "Uncertain")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "Retryable")]
    [InlineData(HttpStatusCode.GatewayTimeout, "Uncertain")]
    public void ReadStatus_WithKnownStatus_ReturnsOutcome(HttpStatusCode status, string? outcome)
    {
        using var response = new HttpResponseMessage(status);

        Assert.Equal(outcome, GatewayClient.ReadStatus(response, "It")?.GetType().Name);
    }

    private static Task<SendOutcome> SendAsync(GatewayClient client, GatewayDouble gateway) => client.SendAsync(
        () => new(HttpMethod.Get, gateway.Url),
        (response, _) => Task.FromResult(GatewayClient.ReadStatus(response, "It") ?? new SendOutcome.Accepted()),
        TestContext.Current.CancellationToken);
}
