using System.Net;

namespace Concierge.Api.Tests.Events;

/// <summary>Reads a stream of events, as a browser does.</summary>
internal sealed class EventStreamClient : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly StreamReader reader;

    private EventStreamClient(HttpResponseMessage response, StreamReader reader) => (this.response, this.reader) = (response, reader);

    public HttpResponseMessage Response => response;

    /// <summary>Opens a stream and reads up to <c>ready</c>.</summary>
    public static async Task<EventStreamClient> OpenAsync(
        HttpClient client, string query = "", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/events{query}");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var stream = new EventStreamClient(
            response, new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
        Assert.Equal("2000", (await stream.ReadAsync()).Retry);
        Assert.Equal("ready", (await stream.ReadAsync()).Event);
        return stream;
    }

    /// <summary>Reads one message; fails the test where none comes in two minutes, or where the stream has ended.</summary>
    public async Task<Message> ReadAsync() =>
        await TryReadAsync().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)
            ?? throw new EndOfStreamException("The stream has ended.");

    /// <summary>Reads one message; null at the end of the stream.</summary>
    public async Task<Message?> TryReadAsync()
    {
        var message = new Message();
        var isEmpty = true;
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                return message;
            }

            isEmpty = false;
            var (field, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 2)..]);
            message = field switch
            {
                "id" => message with { Id = value },
                "event" => message with { Event = value },
                "data" => message with { Data = value },
                "retry" => message with { Retry = value },
                _ => throw new InvalidDataException(line),
            };
        }

        return isEmpty ? null : throw new EndOfStreamException("The stream ended within a message.");
    }

    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A message of the stream.</summary>
    public sealed record Message(string? Id = null, string? Event = null, string? Data = null, string? Retry = null);
}
