using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Concierge.Application.Pipeline;

/// <summary>What the use cases tell of themselves: traces and metrics, which cost next to nothing where nobody listens.</summary>
public sealed class UseCaseTelemetry
{
    /// <summary>Names the product's source of traces, and its meter.</summary>
    public const string Name = "Concierge";

    private const string UseCaseTag = "concierge.use_case";

    private const string OutcomeTag = "concierge.outcome";

    private static readonly ActivitySource Activities = new(Name);

    /// <summary>Bounds in seconds: those of the metrics of HTTP (OpenTelemetry, Semantic Conventions, http.server.request.duration).</summary>
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    private readonly Histogram<double> duration;
    private readonly Counter<long> windowConflicts;

    public UseCaseTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        duration = meter.CreateHistogram("concierge.use_case.duration", "s", "How long use cases take, by how they end.", tags: null, Seconds);
        windowConflicts = meter.CreateCounter<long>(
            "concierge.orders.window_conflicts", unit: "{conflict}", description: "Orders refused because another one lies within the window.");
    }

    /// <summary>Counts an order that was refused because another one lies within the window.</summary>
    public void CountWindowConflict() => windowConflicts.Add(1);

    /// <summary>Starts the span of a use case. Returns null if nobody listens, or outside a request: the dispatcher polls every second.</summary>
    internal static Activity? Start(string useCase) => Activity.Current is null ? null : Activities.StartActivity(useCase);

    /// <summary>Says how a use case ended, and how long it took.</summary>
    /// <param name="useCase">The name of its request.</param>
    /// <param name="outcome">The code of the refusal, or a word for what is none.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="activity">Its span.</param>
    internal void End(string useCase, string outcome, TimeSpan took, Activity? activity)
    {
        activity?.SetTag(OutcomeTag, outcome);
        duration.Record(took.TotalSeconds, new(UseCaseTag, useCase), new(OutcomeTag, outcome));
    }
}
