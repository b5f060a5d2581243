using System.Net;
using Concierge.Domain.Sms;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Concierge.Infrastructure.Sms.Gateways;

/// <summary>
/// The HTTP call to a gateway, made once: what is repeated is decided by the message's own record. Tells what certainly did not reach the gateway from what may
/// have. A gateway that keeps failing is left alone for a while.
/// </summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>Most bytes of an answer that are read. The client's own limit does not hold where only the head is waited for.</summary>
    private const int MaxBody = 64 * 1024;

    private readonly HttpClient client;
    private readonly ResiliencePipeline pipeline;

    public GatewayClient(TimeSpan timeout)
    {
        // A connection is used once: one that the gateway ended meanwhile would leave a message in doubt for nothing.
        client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        pipeline = new ResiliencePipelineBuilder()
            .AddCircuitBreaker(new()
            {
                ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<TimeoutRejectedException>(),
                FailureRatio = 0.5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
            })
            .AddTimeout(timeout)
            .Build();
    }

    /// <summary>Sends a request and reads the answer with <paramref name="read"/>. The reading counts as part of the call.</summary>
    public async Task<SendOutcome> SendAsync(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<SendOutcome>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                async token =>
                {
                    using var message = request();

                    // The client sends again, up to three times, what has no body and gets no answer, on new connections too (dotnet/runtime, HttpConnection).
                    message.Content ??= new ByteArrayContent([]);
                    using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, token);
                    return await read(response, token);
                },
                cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            return new SendOutcome.Retryable("The gateway keeps failing, and is left alone for a moment.");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            return new SendOutcome.Retryable("The gateway cannot be reached.");
        }
        catch (HttpRequestException)
        {
            return new SendOutcome.Uncertain("The connection to the gateway broke before it had answered.");
        }
        catch (TimeoutRejectedException)
        {
            return new SendOutcome.Uncertain("The gateway did not answer in time.");
        }
    }

    /// <summary>What a status says that means the same at every gateway; null where the gateway's own reading has to tell.</summary>
    public static SendOutcome? ReadStatus(HttpResponseMessage response, string gateway) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound =>
            new SendOutcome.Retryable($"{gateway} does not know this service (HTTP {(int)response.StatusCode}); its settings have to be mended."),
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable =>
            new SendOutcome.Retryable($"{gateway} is busy (HTTP {(int)response.StatusCode}).", RetryAfter(response)),
        >= HttpStatusCode.InternalServerError => new SendOutcome.Uncertain($"{gateway} failed (HTTP {(int)response.StatusCode})."),
        _ => null,
    };

    /// <summary>Reads a short answer; one that has no end must not fill the memory.</summary>
    public static async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MaxBody, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public void Dispose() => client.Dispose();

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when response.Headers.Date is { } now => date - now,
        _ => null,
    };
}
