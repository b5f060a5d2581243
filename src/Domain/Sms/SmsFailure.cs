namespace Concierge.Domain.Sms;

/// <summary>Why a message was not delivered.</summary>
/// <param name="Code">Stable code in snake_case, for programs.</param>
/// <param name="Detail">Text for people, without number or text of the message.</param>
/// <param name="ProviderCode">The provider's or carrier's own code, such as <c>30003</c>; null if it named none.</param>
public sealed record SmsFailure(string Code, string Detail, string? ProviderCode = null)
{
    public static readonly SmsFailure TooLate = new("time_to_live_over", "The message could not be sent within its time to live.");

    public static readonly SmsFailure Interrupted =
        new("hand_over_interrupted", "The service was interrupted while it sent the message. The gateway may have it.");

    public static readonly SmsFailure NotReported =
        new("report_overdue", "The gateway accepted the message, and did not report in time whether it was delivered.");

    public static readonly SmsFailure Unreadable =
        new("unreadable", "The message cannot be decrypted: its key is missing, or what is stored was changed.");

    public static SmsFailure Undelivered(string? providerCode) =>
        new("undelivered", "The gateway reports that the message was not delivered.", providerCode);

    public static SmsFailure Refused(string reason, string? providerCode) => new("gateway_refused", reason, providerCode);

    public static SmsFailure Uncertain(string reason) => new("outcome_unknown", reason);
}
