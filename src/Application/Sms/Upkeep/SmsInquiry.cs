using Concierge.Domain.Sms;

namespace Concierge.Application.Sms.Upkeep;

/// <summary>A message on which to ask the gateway for the report.</summary>
/// <param name="Id">Id of the message.</param>
/// <param name="Reference">Its id at the provider.</param>
public sealed record SmsInquiry(SmsMessageId Id, string Reference);
