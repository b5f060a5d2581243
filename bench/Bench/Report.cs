using System.Globalization;
using System.Text.Json;

namespace Concierge.Bench;

/// <summary>Collects what was measured, prints it as a table in Markdown, and keeps the raw figures as JSON.</summary>
internal sealed class Report(Settings settings)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true };

    private readonly List<Sample> samples = [];
    private readonly Dictionary<string, string> notes = [];

    public void Add(IEnumerable<Sample> more) => samples.AddRange(more);

    public void Note(string what, string value)
    {
        notes.Add(what, value);
        Console.WriteLine($"{what}: {value}");
    }

    /// <summary>Medians, and the ratios to one server: the median over the alternations, with the least and the greatest.</summary>
    public void WriteComparison(string baseline)
    {
        Console.WriteLine();
        Console.WriteLine($"| operation | | requests/s | p50 ms | p99 ms | server CPU µs | database CPU µs | throughput to {baseline} | p99 | server CPU | all CPU |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var operation in samples.GroupBy(sample => sample.Operation))
        {
            Sample[] floor = [.. operation.Where(sample => sample.Server == baseline)];
            foreach (var server in operation.GroupBy(sample => sample.Server))
            {
                Sample[] own = [.. server];
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                    | {operation.Key} | {server.Key} | {Median(own, s => s.PerSecond):N0} | {Median(own, s => s.P50):F2} | {Median(own, s => s.P99):F2} | {Median(own, s => s.ServerCpu):F0} | {Median(own, s => s.DatabaseCpu):F0} | {(
                        server.Key == baseline ? "1 | | |" : $"{Ratio(own, floor, s => s.PerSecond)} | {Ratio(own, floor, s => s.P99)} | {Ratio(own, floor, s => s.ServerCpu)} | {Ratio(own, floor, s => s.Cpu)}")} |
                    """));
            }
        }

        Console.WriteLine();
    }

    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Stage.Root, "bench/results"));
        var file = Path.Combine(folder.FullName, $"{DateTime.UtcNow:yyyyMMdd'T'HHmmss}-{settings.Mode}.json");
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(
            stream,
            new { settings, cores = Environment.ProcessorCount, load = (await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Trim(), Stage.PostgresSettings, notes, samples },
            Json,
            cancellationToken);
        Console.WriteLine($"Raw figures: {Path.GetRelativePath(Stage.Root, file)}");
    }

    private static string Ratio(Sample[] own, Sample[] baseline, Func<Sample, double> value)
    {
        double[] ratios = [.. own.Zip(baseline, (one, other) => value(one) / value(other)).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{Median(ratios):F2} ({ratios[0]:F2}-{ratios[^1]:F2})");
    }

    private static double Median(Sample[] all, Func<Sample, double> value) => Median([.. all.Select(value).Order()]);

    private static double Median(double[] ordered) => (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
}
