using Concierge.Domain.Common;

namespace Concierge.Domain.Sms;

/// <summary>Errors of SMS messages.</summary>
public static class SmsErrors
{
    public static readonly Error NotFound = new("sms_not_found", "There is no SMS message with this id.", ErrorKind.NotFound);

    public static readonly Error PhoneInvalid = new(
        "phone_invalid",
        "A phone is a string of exactly 10 digits, or of + and 8 to 15 digits (E.164), and possible in its country.",
        ErrorKind.Invalid);

    public static readonly Error BodyBlank = new("body_blank", "The text must not be blank.", ErrorKind.Invalid);

    public static readonly Error BodyTooLong =
        new("body_too_long", $"The text must not be longer than {SmsText.MaxLength} characters.", ErrorKind.Invalid);

    /// <summary>The gateway delivers at most <paramref name="most"/> parts of one text.</summary>
    public static Error TooManyParts(int most) => new(
        "body_too_long",
        $"The text must not be longer than {most} {(most == 1 ? "part" : "parts")}, because the gateway delivers no more. One part has 160 "
        + "characters, each of several 153; 70 and 67 if a character is not in the GSM alphabet.",
        ErrorKind.Invalid);

    public static readonly Error SendAtPast = new Error("send_at_past", "The time to send at is in the past.", ErrorKind.Invalid)
        .At("/send_at");

    public static readonly Error NotCancelable =
        new("sms_not_cancelable", "The message is being sent, was sent, or has a terminal status.", ErrorKind.Conflict);

    public static readonly Error NotRedactable =
        new("sms_not_redactable", "The message has no terminal status yet.", ErrorKind.Conflict);

    public static readonly Error RecipientLimitReached =
        new("sms_recipient_limit_reached", "The number has got as many messages as the operator allows.", ErrorKind.LimitReached);

    public static readonly Error QuotaUsedUp =
        new("sms_quota_used_up", "The backend has sent as many messages today as the operator allows.", ErrorKind.LimitReached);

    public static readonly Error ReportNotAuthentic =
        new("delivery_report_not_authentic", "This is not an authentic delivery report.", ErrorKind.Unauthorized);

    public static readonly Error KeyRetired =
        new("sms_key_retired", "The encryption key of this replica was retired. Restart it with the current key.", ErrorKind.Unavailable);
}
