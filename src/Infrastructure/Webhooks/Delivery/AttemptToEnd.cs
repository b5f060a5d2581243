using Concierge.Domain.Webhooks;

namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>An attempt to begin.</summary>
/// <param name="Lease">Under which lease.</param>
/// <param name="Position">Position of the event.</param>
internal sealed record AttemptToBegin(WebhookLease Lease, long Position);

/// <summary>An attempt that is recorded as begun.</summary>
/// <param name="Number">Number of the attempt, from 1.</param>
/// <param name="Step">Number of attempts of the schedule that are used up.</param>
/// <param name="IsManual">Whether a backend asked for it.</param>
internal sealed record BegunAttempt(int Number, int Step, bool IsManual);

/// <summary>An attempt to end.</summary>
/// <param name="Lease">Under which lease it began.</param>
/// <param name="Position">Position of the event.</param>
/// <param name="Begun">The attempt.</param>
/// <param name="At">When it started.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Status">What the delivery becomes.</param>
/// <param name="DueAt">When the delivery is due again; null for never.</param>
/// <param name="Health">The health of the endpoint, if it changed.</param>
internal sealed record AttemptToEnd(
    WebhookLease Lease, long Position, BegunAttempt Begun, DateTimeOffset At, WebhookOutcome Outcome, WebhookDeliveryStatus Status,
    DateTimeOffset? DueAt, HealthChange? Health);

/// <summary>A change of the health of an endpoint.</summary>
/// <param name="After">The health.</param>
/// <param name="Reason">Why the endpoint is disabled; null if it is not.</param>
/// <param name="Type">Type of the event; null for none.</param>
internal sealed record HealthChange(WebhookHealth After, WebhookStatusReason? Reason, string? Type);
