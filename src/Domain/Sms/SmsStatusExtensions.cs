namespace Concierge.Domain.Sms;

public static class SmsStatusExtensions
{
    /// <summary>Returns whether the status is terminal: the service does nothing more for the message.</summary>
    public static bool IsFinal(this SmsStatus status) =>
        status is not (SmsStatus.Scheduled or SmsStatus.Queued or SmsStatus.Sending or SmsStatus.Sent);

    /// <summary>
    /// Returns whether the transition to <paramref name="next"/> is allowed. Steps can be skipped, because a report may arrive before the
    /// response to the attempt.
    /// </summary>
    public static bool MayBecome(this SmsStatus status, SmsStatus next) => status switch
    {
        SmsStatus.Scheduled => next is SmsStatus.Queued or SmsStatus.Canceled or SmsStatus.Expired,
        SmsStatus.Queued => next is SmsStatus.Sending or SmsStatus.Canceled or SmsStatus.Expired,
        SmsStatus.Sending => next is SmsStatus.Queued or SmsStatus.Sent or SmsStatus.Delivered or SmsStatus.Undelivered
            or SmsStatus.Failed or SmsStatus.Expired or SmsStatus.Unknown,
        SmsStatus.Sent => next is SmsStatus.Delivered or SmsStatus.Undelivered or SmsStatus.Unknown,
        SmsStatus.Unknown => next is SmsStatus.Delivered or SmsStatus.Undelivered,
        _ => false,
    };
}
