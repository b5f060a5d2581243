using System.Globalization;
using System.Text.Json;

namespace Concierge.Bench;

/// <summary>Collects the samples, prints them as a table in Markdown, and saves them as JSON.</summary>
internal sealed class Report(Settings settings)
{
    /// <summary>The greatest loss of throughput, and the greatest rise of CPU, that a commit may cost.</summary>
    private const double Limit = 0.05;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true };

    private readonly List<Sample> samples = [];
    private readonly Dictionary<string, string> notes = [];

    public void Add(IEnumerable<Sample> more) => samples.AddRange(more);

    public void Note(string what, string value)
    {
        notes.Add(what, value);
        Console.WriteLine($"{what}: {value}");
    }

    /// <summary>Prints medians, and the ratios to one server: the median over the alternations, the least and the greatest.</summary>
    public void WriteComparison(string baseline) => WriteTable(
        [
            "operation", "", "requests/s", "p50 ms", "p99 ms", "server CPU µs", "database CPU µs", $"throughput to {baseline}", "p99",
            "server CPU", "all CPU",
        ],
        from operation in samples.GroupBy(sample => sample.Operation)
        let floor = operation.Where(sample => sample.Server == baseline).ToArray()
        from server in operation.GroupBy(sample => sample.Server)
        let own = server.ToArray()
        let medians = new[]
        {
            operation.Key, server.Key, Median(own, s => s.PerSecond, "N0"), Median(own, s => s.P50, "F2"), Median(own, s => s.P99, "F2"),
            Median(own, s => s.ServerCpu, "F0"), Median(own, s => s.DatabaseCpu, "F0"),
        }
        let ratios = new[]
        {
            Ratio(own, floor, s => s.PerSecond), Ratio(own, floor, s => s.P99), Ratio(own, floor, s => s.ServerCpu),
            Ratio(own, floor, s => s.Cpu),
        }
        select medians.Concat(server.Key == baseline ? ["1", "", "", ""] : ratios.Select(ratio => $"{ratio}")));

    /// <summary>Prints the ratios of one build to another, and whether the limit holds.</summary>
    public void WriteVerdicts(string build, string baseline) => WriteTable(
        [
            "operation", $"requests/s: {build}, {baseline}", "server CPU µs", "throughput", "server CPU", "database CPU", "p50", "p99",
            "verdict",
        ],
        from operation in samples.GroupBy(sample => sample.Operation)
        let own = operation.Where(sample => sample.Server == build).ToArray()
        let other = operation.Where(sample => sample.Server == baseline).ToArray()
        let throughput = Ratio(own, other, s => s.PerSecond)
        let cpu = Ratio(own, other, s => s.ServerCpu)
        select new[]
        {
            operation.Key,
            $"{Median(own, s => s.PerSecond, "N0")}, {Median(other, s => s.PerSecond, "N0")}",
            $"{Median(own, s => s.ServerCpu, "F0")}, {Median(other, s => s.ServerCpu, "F0")}",
            $"{throughput}", $"{cpu}", $"{Ratio(own, other, s => s.DatabaseCpu)}",
            $"{Ratio(own, other, s => s.P50)}", $"{Ratio(own, other, s => s.P99)}", Verdict(throughput, cpu),
        });

    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Stage.Root, "bench/results"));
        var file = Path.Combine(folder.FullName, $"{DateTime.UtcNow:yyyyMMdd'T'HHmmss}-{settings.Mode}.json");
        var load = (await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Trim();
        var results = new { settings, cores = Environment.ProcessorCount, load, Stage.PostgresSettings, notes, samples };
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, results, Json, cancellationToken);
        Console.WriteLine($"Raw figures: {Path.GetRelativePath(Stage.Root, file)}");
    }

    /// <summary>A loss beyond the limit is certain only if every round shows a loss; otherwise it may be noise.</summary>
    private static string Verdict(Spread throughput, Spread cpu)
    {
        var (isSlower, isDearer) = (throughput.Median < 1 - Limit, cpu.Median > 1 + Limit);
        return (isSlower && throughput.Greatest < 1) || (isDearer && cpu.Least > 1) ? "**worse**"
            : isSlower || isDearer ? "unclear"
            : "ok";
    }

    private static void WriteTable(string[] header, IEnumerable<IEnumerable<string>> rows)
    {
        Console.WriteLine();
        foreach (var row in rows.Prepend(header.Select(_ => "---")).Prepend(header))
        {
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        }

        Console.WriteLine();
    }

    private static Spread Ratio(Sample[] own, Sample[] baseline, Func<Sample, double> value) =>
        Spread.Of(own.Zip(baseline, (one, other) => value(one) / value(other)));

    private static string Median(Sample[] all, Func<Sample, double> value, string format) =>
        Spread.Of(all.Select(value)).Median.ToString(format, CultureInfo.InvariantCulture);
}
