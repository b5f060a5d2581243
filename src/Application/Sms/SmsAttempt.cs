using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>An open attempt to send a message.</summary>
/// <param name="Message">The message.</param>
/// <param name="Version">Version of the stored message.</param>
/// <param name="Sms">The message to submit.</param>
public sealed record SmsAttempt(SmsMessage Message, int Version, OutboundSms Sms);
