using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Webhooks.Network;

namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>Makes one attempt: a signed POST. Every failure is an outcome; nothing is thrown.</summary>
internal sealed class WebhookSender(GuardedConnector connector, WebhookMetrics metrics, TimeProvider clock) : IDisposable
{
    /// <summary>Maximum duration of an attempt.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Number of bytes of the answer that are read, so that the connection can be used again.</summary>
    private const int MaxRead = 16 * 1024;

    /// <summary>Number of bytes of the answer that are kept.</summary>
    private const int MaxKept = 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private static readonly ProductInfoHeaderValue Product = new("Concierge-Webhooks", "1.0");

    private readonly HttpClient client = new(connector.CreateHandler()) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    public void Dispose() => client.Dispose();

    /// <summary>Sends an event.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="secrets">The secrets that sign, newest first.</param>
    /// <param name="id">Id of the event.</param>
    /// <param name="body">The event.</param>
    /// <param name="timeout">Maximum duration.</param>
    public async Task<WebhookOutcome> SendAsync(
        string url, IEnumerable<byte[]> secrets, string id, byte[] body, TimeSpan timeout)
    {
        var started = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(timeout);
        var outcome = await TrySendAsync(url, secrets, id, body, limit.Token) with { Duration = clock.GetElapsedTime(started) };
        metrics.Record(outcome);
        return outcome;
    }

    private async Task<WebhookOutcome> TrySendAsync(
        string url, IEnumerable<byte[]> secrets, string id, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            var now = clock.GetUtcNow();
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = Json;
            request.Headers.UserAgent.Add(Product);
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("webhook-signature", WebhookSigner.Sign(secrets, id, now, body));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var text = await ReadAsync(response, cancellationToken);
            return new(ErrorOf(response.StatusCode), (int)response.StatusCode, TimeSpan.Zero, text, RetryAfter(response, now));
        }
        catch (Exception exception)
        {
            return new(ErrorOf(exception), null, TimeSpan.Zero);
        }
    }

    private static WebhookAttemptError? ErrorOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => WebhookAttemptError.Redirect,
        _ => WebhookAttemptError.HttpStatus,
    };

    private static WebhookAttemptError ErrorOf(Exception exception) => exception switch
    {
        OperationCanceledException or TimeoutException => WebhookAttemptError.Timeout,
        { InnerException: AddressNotAllowedException } or AddressNotAllowedException => WebhookAttemptError.AddressNotAllowed,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => WebhookAttemptError.DnsFailed,
        HttpRequestException { InnerException: System.Net.Sockets.SocketException { SocketErrorCode: var code } } when IsDns(code) =>
            WebhookAttemptError.DnsFailed,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => WebhookAttemptError.TlsFailed,
        _ => WebhookAttemptError.ConnectFailed,
    };

    /// <summary>The framework reports a failure of the connect callback as a failed connection, whatever failed.</summary>
    private static bool IsDns(System.Net.Sockets.SocketError code) => code is System.Net.Sockets.SocketError.HostNotFound
        or System.Net.Sockets.SocketError.TryAgain or System.Net.Sockets.SocketError.NoData or System.Net.Sockets.SocketError.NoRecovery;

    /// <summary>Reads the start of the answer. The status decides the outcome, so a body that breaks off is no failure.</summary>
    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxRead];
        var length = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            length = await body.ReadAtLeastAsync(buffer, MaxRead, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // What was read is kept.
        }

        // PostgreSQL stores no NUL.
        var text = Encoding.UTF8.GetString(buffer, 0, Math.Min(length, MaxKept)).Replace('\0', '\uFFFD');
        return text.Length == 0 ? null : text;
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var time = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => (TimeSpan?)null,
        };
        return time > TimeSpan.Zero ? time : null;
    }
}
