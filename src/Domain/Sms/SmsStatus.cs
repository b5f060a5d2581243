namespace Concierge.Domain.Sms;

/// <summary>The state of an SMS message. Statuses only move forward, except back to <c>queued</c> between attempts.</summary>
public enum SmsStatus
{
    /// <summary>Accepted, to be sent at a later time.</summary>
    Scheduled,

    /// <summary>Waiting for an attempt.</summary>
    Queued,

    /// <summary>Being submitted to the gateway.</summary>
    Sending,

    /// <summary>The gateway accepted the message.</summary>
    Sent,

    /// <summary>The gateway reports delivery.</summary>
    Delivered,

    /// <summary>The gateway reports that the message will not be delivered.</summary>
    Undelivered,

    /// <summary>Canceled before it was sent.</summary>
    Canceled,

    /// <summary>The gateway refused the message, or it cannot be decrypted.</summary>
    Failed,

    /// <summary>Not sent within its time to live, or no replica could decrypt it.</summary>
    Expired,

    /// <summary>
    /// The gateway may have the message, or has it and did not report in time. It is never sent again, because the recipient could get it
    /// twice. A delivery report still settles the status.
    /// </summary>
    Unknown,
}
