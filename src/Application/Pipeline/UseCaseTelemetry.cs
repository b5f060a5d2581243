using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Concierge.Application.Pipeline;

/// <summary>Traces and metrics of the use cases.</summary>
public sealed class UseCaseTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Concierge";

    private const string UseCaseTag = "concierge.use_case";

    private const string OutcomeTag = "concierge.outcome";

    private static readonly ActivitySource Activities = new(Name);

    /// <summary>
    /// Bucket boundaries in seconds, those of <c>http.server.request.duration</c> in OpenTelemetry's semantic conventions.
    /// </summary>
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    private readonly Histogram<double> duration;
    private readonly Counter<long> windowConflicts;

    public UseCaseTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        duration = meter.CreateHistogram("concierge.use_case.duration", "s", "Duration of use cases by outcome.", tags: null, Seconds);
        windowConflicts = meter.CreateCounter<long>(
            "concierge.orders.window_conflicts",
            unit: "{conflict}",
            description: "Orders rejected because another order is within the window.");
    }

    /// <summary>Counts an order that was rejected because another order is within the window.</summary>
    public void CountWindowConflict() => windowConflicts.Add(1);

    /// <summary>
    /// Starts the span of a use case. Returns null if nobody listens, or outside a request: the dispatcher polls every second.
    /// </summary>
    internal static Activity? Start(string useCase) => Activity.Current is null ? null : Activities.StartActivity(useCase);

    /// <summary>Records the end of a use case.</summary>
    /// <param name="useCase">Name of the request type.</param>
    /// <param name="outcome"><c>success</c>, <c>exception</c> or an error code.</param>
    /// <param name="elapsed">Duration.</param>
    /// <param name="activity">The span.</param>
    internal void End(string useCase, string outcome, TimeSpan elapsed, Activity? activity)
    {
        activity?.SetTag(OutcomeTag, outcome);
        duration.Record(elapsed.TotalSeconds, new(UseCaseTag, useCase), new(OutcomeTag, outcome));
    }
}
