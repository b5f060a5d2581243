using Concierge.Domain.Common;

namespace Concierge.Domain.Sms;

public static class SmsErrors
{
    public static readonly Error NotFound = new("sms_not_found", "There is no SMS message with this id.", ErrorKind.NotFound);

    public static readonly Error PhoneInvalid =
        new("phone_invalid", "A phone is a string of exactly 10 digits, or of + and 8 to 15 digits (E.164).", ErrorKind.Invalid);

    public static readonly Error BodyBlank = new("body_blank", "The text must not be blank.", ErrorKind.Invalid);

    public static readonly Error BodyTooLong =
        new("body_too_long", $"The text must not be longer than {SmsText.MaxLength} characters.", ErrorKind.Invalid);

    public static readonly Error SendAtPast = new Error("send_at_past", "The time to send at lies in the past.", ErrorKind.Invalid).At("/send_at");

    public static readonly Error NotCancelable =
        new("sms_not_cancelable", "The message is being handed over, has been, or has come to its end.", ErrorKind.Conflict);

    public static readonly Error ReportNotAuthentic =
        new("delivery_report_not_authentic", "This is not a report of the gateway about a message of this service.", ErrorKind.Unauthorized);

    public static readonly Error KeyRetired =
        new("sms_key_retired", "The key that this replica encrypts with was retired; it has to be restarted with the present one.", ErrorKind.Unavailable);
}
