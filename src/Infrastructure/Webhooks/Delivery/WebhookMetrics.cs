using System.Diagnostics.Metrics;
using Concierge.Application.Pipeline;
using Concierge.Domain.Webhooks;

namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>Measures attempts. No metric names an endpoint or a URL.</summary>
internal sealed class WebhookMetrics
{
    private readonly Histogram<double> duration;
    private readonly Counter<long> changes;

    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(UseCaseTelemetry.Name);
        duration = meter.CreateHistogram<double>("concierge.webhooks.attempt.duration", "s", "Duration of webhook attempts by outcome.");
        changes = meter.CreateCounter<long>(
            "concierge.webhooks.endpoint_changes", "{endpoint}", "Webhook endpoints that began to fail, recovered or were disabled.");
    }

    public void Record(WebhookOutcome outcome) => duration.Record(
        outcome.Duration.TotalSeconds,
        new KeyValuePair<string, object?>(
            "concierge.outcome", WebhookText.Of(outcome.Error) ?? "success"));

    /// <summary>Counts a change of the health of an endpoint.</summary>
    /// <param name="type">Type of its event.</param>
    public void Count(string type) => changes.Add(1, new KeyValuePair<string, object?>("concierge.event", type));
}
