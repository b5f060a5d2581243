using Concierge.Domain.Webhooks;

namespace Concierge.Application.Webhooks;

/// <summary>A stored attempt.</summary>
/// <param name="Id">Id of the attempt. Sorts by time.</param>
/// <param name="Position">Position of the event; null for a test.</param>
/// <param name="Number">Number of the attempt of its delivery, from 1.</param>
/// <param name="Trigger">Why it was made.</param>
/// <param name="At">When it started.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="StatusCode">Status of the answer; null without one.</param>
/// <param name="Error">Why it failed; null for a success.</param>
/// <param name="Response">Start of the answer; null without one.</param>
public sealed record WebhookAttempt(
    Guid Id, long? Position, int Number, WebhookTrigger Trigger, DateTimeOffset At, int DurationMs, int? StatusCode,
    string? Error, string? Response);
