using System.Collections.Concurrent;
using System.Globalization;

namespace Concierge.Bench;

/// <summary>Clients that read streams of events, each those of one user.</summary>
internal sealed class EventStreams : IAsyncDisposable
{
    /// <summary>Number of streams that are being opened at a time.</summary>
    private const int Opening = 64;

    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> reading = [];
    private ConcurrentQueue<double> latencies = [];

    /// <summary>Opens a stream for each of the first users, and reads it.</summary>
    public static async Task<EventStreams> OpenAsync(HttpClient client, int count, CancellationToken cancellationToken)
    {
        var streams = new EventStreams();
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, count).Select(DataSet.User),
                new ParallelOptions { MaxDegreeOfParallelism = Opening, CancellationToken = cancellationToken },
                async (user, token) => await streams.OpenAsync(client, user, token));
        }
        catch
        {
            await streams.DisposeAsync();
            throw;
        }

        return streams;
    }

    /// <summary>Waits for a number of events, and gets their latencies in milliseconds, in order. Forgets them.</summary>
    /// <exception cref="InvalidOperationException">There are fewer events, or more.</exception>
    public async Task<double[]> TakeAsync(int count, CancellationToken cancellationToken)
    {
        for (var left = 600; latencies.Count < count && left > 0; left--)
        {
            await Task.Delay(50, cancellationToken);
        }

        if (reading.Any(task => task.IsCompleted))
        {
            throw new InvalidOperationException("A stream has ended.");
        }

        return Interlocked.Exchange(ref latencies, []) is var taken && taken.Count == count
            ? [.. taken.Order()]
            : throw new InvalidOperationException($"The streams received {taken.Count} events instead of {count}.");
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task OpenAsync(HttpClient client, string user, CancellationToken cancellationToken)
    {
        var path = new Uri($"/events?types=message.created&user_id={user}", UriKind.Relative);
        var stream = await client.GetStreamAsync(path, cancellationToken);
        var lines = new StreamReader(stream, bufferSize: 256);
        while (await lines.ReadLineAsync(cancellationToken) != "event: ready")
        {
            // What follows is what happens from now on.
        }

        reading.Add(ReadAsync(lines));
    }

    private async Task ReadAsync(StreamReader lines)
    {
        const string Timestamp = "\"timestamp\":\"";
        using (lines)
        {
            while (await lines.ReadLineAsync(stop.Token) is { } line)
            {
                if (line.IndexOf(Timestamp, StringComparison.Ordinal) is var at and >= 0)
                {
                    var time = DateTime.Parse(
                        line.AsSpan(at + Timestamp.Length, "2026-11-29T18:01:12.123Z".Length), CultureInfo.InvariantCulture,
                        DateTimeStyles.AdjustToUniversal);
                    latencies.Enqueue((DateTime.UtcNow - time).TotalMilliseconds);
                }
            }
        }
    }
}
