using Concierge.Application.Events;
using Concierge.Application.Paging;
using Concierge.Domain.Webhooks;

namespace Concierge.Application.Webhooks;

/// <summary>Representation of an attempt.</summary>
/// <param name="Id">Id of the attempt.</param>
/// <param name="EventId">Id of the event, which the receiver got as webhook-id.</param>
/// <param name="Number">Number of the attempt of its delivery, from 1.</param>
/// <param name="Trigger">Why it was made.</param>
/// <param name="At">When it started.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="StatusCode">Status of the answer; null without one.</param>
/// <param name="Error">
/// Why it failed: timeout, dns_failed, connect_failed, tls_failed, address_not_allowed, redirect or http_status; null for a success.
/// </param>
/// <param name="Response">The first kilobyte of the answer; null without one.</param>
public sealed record WebhookAttemptDto(
    Guid Id, string EventId, int Number, WebhookTrigger Trigger, DateTimeOffset At, int DurationMs, int? StatusCode,
    string? Error, string? Response) : ISized
{
    int ISized.Size => JsonSize.Frame + JsonSize.Of(Response);

    /// <summary>Gets the id of the event of a test, which is not in the feed.</summary>
    public static string TestId(Guid attempt) => $"test_{attempt:N}";

    internal static WebhookAttemptDto Of(WebhookAttempt attempt, FeedExtent extent) => new(
        attempt.Id, attempt.Position is { } position ? $"{extent.IdOf(position)}" : TestId(attempt.Id), attempt.Number, attempt.Trigger,
        attempt.At, attempt.DurationMs, attempt.StatusCode, attempt.Error, attempt.Response);
}
