namespace Concierge.Domain.Sms;

/// <summary>The state of an SMS message. Statuses only move forward.</summary>
public enum SmsStatus
{
    /// <summary>Accepted, to be sent at a later time.</summary>
    Scheduled,

    /// <summary>Accepted, waiting for the first attempt.</summary>
    Queued,

    /// <summary>Being submitted to the gateway, or waiting for the next attempt.</summary>
    Sending,

    /// <summary>The gateway accepted the message.</summary>
    Sent,

    /// <summary>The gateway reports delivery.</summary>
    Delivered,

    /// <summary>The gateway reports that the message will not be delivered.</summary>
    Undelivered,

    /// <summary>Canceled before the first attempt.</summary>
    Canceled,

    /// <summary>The gateway refused the message, or all attempts are used up.</summary>
    Failed,

    /// <summary>Not sent within its time to live.</summary>
    Expired,

    /// <summary>The gateway may have the message. It is never sent again, because the recipient could get it twice. A delivery report still settles the status.</summary>
    Unknown,
}

public static class SmsStatusExtensions
{
    /// <summary>Returns whether the status is terminal: the service does nothing more for the message.</summary>
    public static bool IsFinal(this SmsStatus status) => status is not (SmsStatus.Scheduled or SmsStatus.Queued or SmsStatus.Sending or SmsStatus.Sent);

    /// <summary>Returns whether the transition to <paramref name="next"/> is allowed. Steps can be skipped, because a report may arrive before the response to the attempt.</summary>
    public static bool MayBecome(this SmsStatus status, SmsStatus next) => status switch
    {
        SmsStatus.Scheduled => next is SmsStatus.Queued or SmsStatus.Canceled or SmsStatus.Expired,
        SmsStatus.Queued => next is SmsStatus.Sending or SmsStatus.Canceled or SmsStatus.Expired,
        SmsStatus.Sending => next is SmsStatus.Sent or SmsStatus.Delivered or SmsStatus.Undelivered or SmsStatus.Failed or SmsStatus.Expired or SmsStatus.Unknown,
        SmsStatus.Sent or SmsStatus.Unknown => next is SmsStatus.Delivered or SmsStatus.Undelivered,
        _ => false,
    };
}
