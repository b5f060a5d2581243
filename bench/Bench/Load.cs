using System.Diagnostics;

namespace Concierge.Bench;

/// <summary>The requests of one measurement as the client saw them. Latencies in milliseconds.</summary>
internal sealed record Load(long Requests, double Seconds, double P50, double P99)
{
    /// <summary>Repeats a step, which returns its number of requests and their latencies, until the time is over.</summary>
    public static async Task<Load> RepeatAsync(int seconds, Func<Task<(int Requests, IReadOnlyList<double> Latencies)>> step)
    {
        var (started, requests, latencies) = (Stopwatch.GetTimestamp(), 0L, new List<double>());
        do
        {
            var done = await step();
            requests += done.Requests;
            latencies.AddRange(done.Latencies);
        }
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds);

        latencies.Sort();
        return new(
            requests, Stopwatch.GetElapsedTime(started).TotalSeconds,
            latencies[(latencies.Count - 1) / 2], latencies[(latencies.Count - 1) * 99 / 100]);
    }
}
