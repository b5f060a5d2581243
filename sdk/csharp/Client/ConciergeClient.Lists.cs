using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Concierge.Client;

/// <content>What the generated methods for whole lists share.</content>
public partial class ConciergeClient
{
    private static async IAsyncEnumerable<T> EnumerateAsync<TPage, T>(
        Func<string?, CancellationToken, Task<ConciergeResponse<TPage>>> list,
        string? cursor,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TPage : IPage<T>
    {
        do
        {
            var page = (await list(cursor, cancellationToken).ConfigureAwait(false)).Result;
            foreach (var item in page.Items)
            {
                yield return item;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(
        string address, string? xUserId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        if (xUserId is not null)
        {
            request.Headers.TryAddWithoutValidation("X-User-Id", xUserId);
        }

        using var response = await _httpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => header.Value);
            var problem = await ReadObjectResponseAsync<Problem>(response, headers, cancellationToken).ConfigureAwait(false);
            throw new ConciergeException<Problem>(
                "The list was refused.", (int)response.StatusCode, problem.Text, headers, problem.Object, innerException: null);
        }

        // One JSON value per line: https://github.com/ndjson/ndjson-spec
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var items = JsonSerializer.DeserializeAsyncEnumerable<T>(body, topLevelValues: true, JsonSerializerSettings, cancellationToken);
        await foreach (var item in items.ConfigureAwait(false))
        {
            yield return item!;
        }
    }
}
