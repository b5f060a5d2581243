using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Concierge.Client;

/// <content>Follows the feed.</content>
public partial class ConciergeClient
{
    private static readonly TimeSpan MaxReconnectionDelay = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Follows the feed. Connects again when the connection ends, and goes on after the last event. Store the <see cref="IFeedEvent.Id"/>
    /// of the last event that was handled, and start there after a restart of the program. Ends only with an exception or with its token.
    /// </summary>
    /// <param name="after">Id of the last event that was handled, <c>earliest</c>, or <c>latest</c>; null for <c>latest</c>.</param>
    /// <param name="types">Types of events; null for all that the credentials allow.</param>
    /// <param name="userId">Only events that name this user; null for all.</param>
    /// <param name="xUserId">User as whom the backend acts.</param>
    /// <param name="cancellationToken">Ends the sequence.</param>
    /// <exception cref="ConciergeException">
    /// The server refused. With the code <c>resume_point_expired</c>, the problem is an <see cref="ExpiredResumePointProblem"/> and says
    /// from where to go on.
    /// </exception>
    public async IAsyncEnumerable<IFeedEvent> FollowEventsAsync(
        string? after = null, IEnumerable<string>? types = null, string? userId = null, string? xUserId = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var query = new StringBuilder("v1/events?");
        if (types is not null)
        {
            query.Append("types=").Append(Uri.EscapeDataString(string.Join(',', types))).Append('&');
        }

        if (userId is not null)
        {
            query.Append("user_id=").Append(Uri.EscapeDataString(userId)).Append('&');
        }

        for (var failures = 0; ; failures++)
        {
            var messages = ReadStreamAsync($"{query}after={Uri.EscapeDataString(after ?? "latest")}", xUserId, cancellationToken);
            await using var stream = messages.GetAsyncEnumerator(cancellationToken);
            while (await TryMoveAsync(stream).ConfigureAwait(false))
            {
                var message = stream.Current;
                (after, failures) = (message.EventId ?? after, 0);
                if (message.EventType == SseParser.EventTypeDefault)
                {
                    yield return JsonSerializer.Deserialize<IFeedEvent>(message.Data, JsonSerializerSettings)!;
                }
            }

            var delay = TimeSpan.FromSeconds(Math.Pow(2, failures) * (0.5 + Random.Shared.NextDouble()));
            await Task.Delay(delay < MaxReconnectionDelay ? delay : MaxReconnectionDelay, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Moves to the next message. Returns false at the end of the connection, broken or not.</summary>
    private static async ValueTask<bool> TryMoveAsync(IAsyncEnumerator<SseItem<string>> stream)
    {
        try
        {
            return await stream.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return false;
        }
    }

    /// <summary>Reads one stream to its end. A server that cannot serve it now is an end, too.</summary>
    private async IAsyncEnumerable<SseItem<string>> ReadStreamAsync(
        string address, string? xUserId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (xUserId is not null)
        {
            request.Headers.TryAddWithoutValidation("X-User-Id", xUserId);
        }

        using var response = await _httpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
        {
            yield break;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var message in SseParser.Create(body).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return message;
        }
    }

    private async Task<ConciergeException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => header.Value);
        var problem = await ReadObjectResponseAsync<IProblem>(response, headers, cancellationToken).ConfigureAwait(false);
        return new ConciergeException<IProblem>(
            "The stream was refused.", (int)response.StatusCode, problem.Text, headers, problem.Object, innerException: null);
    }
}
