using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>A delivery report about a message.</summary>
/// <param name="Id">Id of the message.</param>
/// <param name="Status">The reported status; null if the report says nothing new.</param>
/// <param name="ProviderCode">The carrier's own code of the failure; null if the report names none.</param>
/// <param name="Reference">Id of the message at the provider; null if the report names none.</param>
public sealed record DeliveryReport(SmsMessageId Id, SmsStatus? Status, string? ProviderCode = null, string? Reference = null);
