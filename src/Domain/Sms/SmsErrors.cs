using Concierge.Domain.Common;

namespace Concierge.Domain.Sms;

/// <summary>Errors of SMS messages.</summary>
public static class SmsErrors
{
    public static readonly Error NotFound = new("sms_not_found", "There is no SMS message with this id.", ErrorKind.NotFound);

    public static readonly Error PhoneInvalid =
        new("phone_invalid", "A phone is a string of exactly 10 digits, or of + and 8 to 15 digits (E.164).", ErrorKind.Invalid);

    public static readonly Error BodyBlank = new("body_blank", "The text must not be blank.", ErrorKind.Invalid);

    public static readonly Error BodyTooLong =
        new("body_too_long", $"The text must not be longer than {SmsText.MaxLength} characters.", ErrorKind.Invalid);

    public static readonly Error SendAtPast = new Error("send_at_past", "The time to send at is in the past.", ErrorKind.Invalid)
        .At("/send_at");

    public static readonly Error NotCancelable =
        new("sms_not_cancelable", "The message is being sent, was sent, or has a terminal status.", ErrorKind.Conflict);

    public static readonly Error ReportNotAuthentic =
        new("delivery_report_not_authentic", "This is not an authentic delivery report.", ErrorKind.Unauthorized);

    public static readonly Error KeyRetired =
        new("sms_key_retired", "The encryption key of this replica was retired. Restart it with the current key.", ErrorKind.Unavailable);
}
