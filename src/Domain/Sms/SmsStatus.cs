namespace Concierge.Domain.Sms;

/// <summary>Where an SMS message is on its way. It only ever goes on.</summary>
public enum SmsStatus
{
    /// <summary>Accepted for a time to come.</summary>
    Scheduled,

    /// <summary>Accepted, and waiting to be handed over.</summary>
    Queued,

    /// <summary>Being handed over to the gateway, or waiting to be tried again.</summary>
    Sending,

    /// <summary>The gateway has it.</summary>
    Sent,

    /// <summary>The gateway reports that it arrived.</summary>
    Delivered,

    /// <summary>The gateway reports that it did not arrive and will not.</summary>
    Undelivered,

    /// <summary>Called back before it was handed over.</summary>
    Canceled,

    /// <summary>The gateway refused it, or could not take it in as many attempts as there are.</summary>
    Failed,

    /// <summary>Not handed over before its time to live was over.</summary>
    Expired,

    /// <summary>The gateway may have it or not; so that nobody gets it twice, it is never sent again. A delivery report still settles it.</summary>
    Unknown,
}

public static class SmsStatusExtensions
{
    /// <summary>Whether the message has come to its end, so that nothing more is done for it.</summary>
    public static bool IsFinal(this SmsStatus status) => status is not (SmsStatus.Scheduled or SmsStatus.Queued or SmsStatus.Sending or SmsStatus.Sent);

    /// <summary>Whether <paramref name="next"/> is further on the way. A report may be faster than the answer to the hand-over, so that steps can be left out.</summary>
    public static bool MayBecome(this SmsStatus status, SmsStatus next) => status switch
    {
        SmsStatus.Scheduled => next is SmsStatus.Queued or SmsStatus.Canceled or SmsStatus.Expired,
        SmsStatus.Queued => next is SmsStatus.Sending or SmsStatus.Canceled or SmsStatus.Expired,
        SmsStatus.Sending => next is SmsStatus.Sent or SmsStatus.Delivered or SmsStatus.Undelivered or SmsStatus.Failed or SmsStatus.Expired or SmsStatus.Unknown,
        SmsStatus.Sent or SmsStatus.Unknown => next is SmsStatus.Delivered or SmsStatus.Undelivered,
        _ => false,
    };
}
