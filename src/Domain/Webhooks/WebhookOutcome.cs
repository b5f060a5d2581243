namespace Concierge.Domain.Webhooks;

/// <summary>The outcome of one attempt.</summary>
/// <param name="Error">Why it failed; null for a success.</param>
/// <param name="StatusCode">Status of the answer; null without an answer.</param>
/// <param name="Duration">From the start of the request to its end.</param>
/// <param name="Response">Start of the body of the answer; null without one.</param>
/// <param name="RetryAfter">How long the receiver asks to wait; null if it does not say.</param>
public sealed record WebhookOutcome(
    WebhookAttemptError? Error, int? StatusCode, TimeSpan Duration, string? Response = null, TimeSpan? RetryAfter = null)
{
    private const int Gone = 410;

    private const int RequestTimeout = 408;

    private const int TooEarly = 425;

    private const int TooManyRequests = 429;

    public bool IsSuccess => Error is null;

    /// <summary>Whether the receiver says that it takes no events any more.</summary>
    public bool IsGone => StatusCode == Gone;

    /// <summary>
    /// Whether the receiver refused this event and would refuse it again. Says nothing about other events, so it does not count for the
    /// health of the endpoint.
    /// </summary>
    public bool IsRefusal => StatusCode is >= 400 and < 500 and not RequestTimeout and not TooEarly and not TooManyRequests;

    /// <summary>Whether the receiver seems to be overloaded.</summary>
    public bool IsOverload => Error == WebhookAttemptError.Timeout || StatusCode == TooManyRequests;
}
