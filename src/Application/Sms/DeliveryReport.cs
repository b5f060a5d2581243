using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>A delivery report about a message.</summary>
/// <param name="Id">Id of the message.</param>
/// <param name="Status">The reported status; null if the report says nothing new.</param>
public sealed record DeliveryReport(SmsMessageId Id, SmsStatus? Status);
