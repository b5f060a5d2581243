namespace Concierge.Domain.Sms;

/// <summary>Why a message was not delivered.</summary>
/// <param name="Code">Stable code in snake_case, for programs.</param>
/// <param name="Detail">Text for people, without number or text of the message.</param>
public sealed record SmsFailure(string Code, string Detail)
{
    public static readonly SmsFailure TooLate = new("time_to_live_over", "The message could not be sent within its time to live.");

    public static readonly SmsFailure Interrupted =
        new("hand_over_interrupted", "The service was interrupted while it sent the message. The gateway may have it.");

    public static readonly SmsFailure Undelivered = new("undelivered", "The gateway reports that the message was not delivered.");

    public static readonly SmsFailure Unreadable =
        new("unreadable", "The message cannot be decrypted: its key is missing, or what is stored was changed.");

    public static SmsFailure Refused(string reason) => new("gateway_refused", reason);

    public static SmsFailure Uncertain(string reason) => new("outcome_unknown", reason);
}
