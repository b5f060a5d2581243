using Concierge.Domain.Common;
using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>Submits messages to an operator and reads its delivery reports.</summary>
public interface ISmsGateway
{
    /// <summary>Name in the settings and, in lower case, in the callback address.</summary>
    string Name { get; }

    /// <summary>
    /// Returns <see cref="SmsErrors.BodyTooLong"/>, or <see cref="SmsErrors.TooManyParts"/>, if the gateway would not deliver the text as a
    /// whole. Null if it would.
    /// </summary>
    Error? CheckText(SmsText text) => null;

    /// <summary>
    /// Submits a message once. Every failure is returned as an outcome, <see cref="SendOutcome.Retryable"/> only if the gateway certainly
    /// does not have the message.
    /// </summary>
    Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a callback may be a delivery report, as far as this shows without the form of its body. The body is read only then. A
    /// gateway that proves its reports in the form overrides this.
    /// </summary>
    bool MayReport(DeliveryReportRequest withoutForm) => ReadReport(withoutForm).IsSuccess;

    /// <summary>
    /// Reads a delivery report, or returns <see cref="SmsErrors.ReportNotAuthentic"/> if it does not prove that it comes from the gateway.
    /// </summary>
    Result<DeliveryReport> ReadReport(DeliveryReportRequest request);
}
