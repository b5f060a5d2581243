using Concierge.Domain.Common;
using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>The operator's side: takes messages, and reports on them.</summary>
public interface ISmsGateway
{
    /// <summary>Its name in the settings, and, in lower case, in the address that it reports to.</summary>
    string Name { get; }

    /// <summary>
    /// Hands one message over, once. Whatever goes wrong comes back as an outcome; <see cref="SendOutcome.Retryable"/> only where it is certain that the gateway does
    /// not have the message.
    /// </summary>
    Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken);

    /// <summary>Reads a report, if it is proved to come from the gateway; else <see cref="SmsErrors.ReportNotAuthentic"/>.</summary>
    Result<DeliveryReport> ReadReport(DeliveryReportRequest request);
}

/// <summary>A message to hand over.</summary>
/// <param name="Id">Stands for it towards the gateway.</param>
/// <param name="Phone">To whom.</param>
/// <param name="Text">What.</param>
/// <param name="Attempt">The attempt that this is, from 1.</param>
public sealed record OutboundSms(SmsMessageId Id, PhoneNumber Phone, SmsText Text, int Attempt);

/// <summary>A request that says it is a gateway's report.</summary>
/// <param name="Query">The parameters of its address.</param>
/// <param name="Form">The fields of its body.</param>
/// <param name="Signature">The gateway's signature over both; null where there is none.</param>
public sealed record DeliveryReportRequest(
    IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Form, string? Signature);

/// <summary>What a gateway reports about a message.</summary>
/// <param name="Id">The message.</param>
/// <param name="Status">What became of it; null where the report says nothing new.</param>
public sealed record DeliveryReport(SmsMessageId Id, SmsStatus? Status);
