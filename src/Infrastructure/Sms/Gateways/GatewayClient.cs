using System.Net;
using Concierge.Domain.Sms;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Concierge.Infrastructure.Sms.Gateways;

/// <summary>
/// Calls a gateway over HTTP, once: retries are decided from the stored message. Distinguishes requests that certainly did not reach the
/// gateway from those that may have. For timeout and circuit breaker see <see cref="GatewayClientRegistration"/>.
/// </summary>
internal sealed class GatewayClient(HttpClient client)
{
    /// <summary>The request came before the server was willing to risk a replay (RFC 8470).</summary>
    private const int TooEarly = 425;

    /// <summary>
    /// Sends a request. <paramref name="read"/> converts the response; <see cref="ResponseBodyHandler"/> has read its body if it is needed.
    /// </summary>
    public async Task<SendOutcome> SendAsync(
        HttpRequestMessage request, Func<HttpResponseMessage, SendOutcome> read, CancellationToken cancellationToken)
    {
        // SocketsHttpHandler resends a request without a body if it gets no response (https://github.com/dotnet/corefx/issues/26495).
        request.Content ??= new ByteArrayContent([]);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return read(response);
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

    /// <summary>
    /// Reads a resource of the gateway. Returns null if the gateway cannot be asked now: it cannot be reached, does not answer in time,
    /// refuses the credentials, is busy or fails. For the body see <see cref="SendAsync"/>.
    /// </summary>
    public async Task<T?> GetAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, T> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound ? read(response) : null;
        }
        catch (Exception exception) when (exception is BrokenCircuitException or HttpRequestException or TimeoutRejectedException)
        {
            return null;
        }
    }

    /// <summary>Returns the outcome of a status that means the same at every gateway, or null for any other status.</summary>
    public static SendOutcome? ReadStatus(HttpResponseMessage response, string gateway) => response.StatusCode switch
    {
        HttpStatusCode.MovedPermanently or HttpStatusCode.PermanentRedirect or HttpStatusCode.Unauthorized
            or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.ProxyAuthenticationRequired =>
            new SendOutcome.Retryable(
                $"{gateway} refused the credentials or the address (HTTP {(int)response.StatusCode}). Check the settings."),
        HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or (HttpStatusCode)TooEarly or HttpStatusCode.TooManyRequests
            or HttpStatusCode.ServiceUnavailable =>
            new SendOutcome.Retryable($"{gateway} is busy (HTTP {(int)response.StatusCode}).", RetryAfter(response)),
        >= HttpStatusCode.InternalServerError => new SendOutcome.Uncertain($"{gateway} failed (HTTP {(int)response.StatusCode})."),
        _ => null,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when response.Headers.Date is { } now => date - now,
        _ => null,
    };
}
