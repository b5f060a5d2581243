using System.Net;
using Concierge.Domain.Sms;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Concierge.Infrastructure.Sms.Gateways;

/// <summary>
/// Calls a gateway over HTTP, once: retries are decided from the stored message. Distinguishes requests that certainly did not reach the
/// gateway from those that may have. A circuit breaker stops calls to a gateway that keeps failing.
/// </summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>Maximum size of a body that is read, in bytes. HttpClient's own limit does not apply with ResponseHeadersRead.</summary>
    private const int MaxBody = 64 * 1024;

    private readonly HttpClient client;
    private readonly ResiliencePipeline pipeline;

    public GatewayClient(TimeSpan timeout)
    {
        // Connections are not reused: one that the gateway has closed would leave a message unknown without need.
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

    /// <summary>
    /// Sends a request and reads the response with <paramref name="read"/>. Timeout and circuit breaker include the reading.
    /// </summary>
    public async Task<SendOutcome> SendAsync(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<SendOutcome>> read,
        CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                async token =>
                {
                    using var message = request();

                    // SocketsHttpHandler resends a request without a body if it gets no response
                    // (https://github.com/dotnet/corefx/issues/26495).
                    message.Content ??= new ByteArrayContent([]);
                    using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, token);
                    return await read(response, token);
                },
                cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            return new SendOutcome.Retryable("The gateway keeps failing. Calls to it are paused.");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            return new SendOutcome.Retryable("The gateway cannot be reached.");
        }
        catch (HttpRequestException)
        {
            return new SendOutcome.Uncertain("The connection to the gateway broke before it responded.");
        }
        catch (TimeoutRejectedException)
        {
            return new SendOutcome.Uncertain("The gateway did not respond in time.");
        }
    }

    /// <summary>Returns the outcome of a status that means the same at every gateway, or null for any other status.</summary>
    public static SendOutcome? ReadStatus(HttpResponseMessage response, string gateway) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound =>
            new SendOutcome.Retryable(
                $"{gateway} refused the credentials or the address (HTTP {(int)response.StatusCode}). Check the settings."),
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable =>
            new SendOutcome.Retryable($"{gateway} is busy (HTTP {(int)response.StatusCode}).", RetryAfter(response)),
        >= HttpStatusCode.InternalServerError => new SendOutcome.Uncertain($"{gateway} failed (HTTP {(int)response.StatusCode})."),
        _ => null,
    };

    /// <summary>Reads a short body. Fails if it is too long, so an endless one does not fill the memory.</summary>
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
