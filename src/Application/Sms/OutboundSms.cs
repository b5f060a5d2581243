using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>A message to submit.</summary>
/// <param name="Id">Id of the message, also towards the gateway.</param>
/// <param name="Phone">Number of the recipient.</param>
/// <param name="Text">The text.</param>
/// <param name="Attempt">Number of this attempt, from 1.</param>
public sealed record OutboundSms(SmsMessageId Id, PhoneNumber Phone, SmsText Text, int Attempt);
