using Concierge.Domain.Common;
using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>Submits messages to an operator and reads its delivery reports.</summary>
public interface ISmsGateway
{
    /// <summary>Name in the settings and, in lower case, in the callback address.</summary>
    string Name { get; }

    /// <summary>
    /// Submits a message once. Every failure is returned as an outcome, <see cref="SendOutcome.Retryable"/> only if the gateway certainly does not have the message.
    /// </summary>
    Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken);

    /// <summary>Reads a delivery report, or returns <see cref="SmsErrors.ReportNotAuthentic"/> if it does not prove that it comes from the gateway.</summary>
    Result<DeliveryReport> ReadReport(DeliveryReportRequest request);
}

/// <summary>A message to submit.</summary>
/// <param name="Id">Id of the message, also towards the gateway.</param>
/// <param name="Phone">Number of the recipient.</param>
/// <param name="Text">The text.</param>
/// <param name="Attempt">Number of this attempt, from 1.</param>
public sealed record OutboundSms(SmsMessageId Id, PhoneNumber Phone, SmsText Text, int Attempt);

/// <summary>A callback that claims to be a delivery report.</summary>
/// <param name="Query">Query parameters.</param>
/// <param name="Form">Form fields of the body.</param>
/// <param name="Signature">The gateway's signature; null if there is none.</param>
public sealed record DeliveryReportRequest(
    IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Form, string? Signature);

/// <summary>A delivery report about a message.</summary>
/// <param name="Id">Id of the message.</param>
/// <param name="Status">The reported status; null if the report says nothing new.</param>
public sealed record DeliveryReport(SmsMessageId Id, SmsStatus? Status);
