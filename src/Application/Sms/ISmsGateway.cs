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
    /// Whether the gateway can be asked for the report on a message; see <see cref="AskAsync"/>.
    /// </summary>
    bool CanBeAsked => false;

    /// <summary>Asks the gateway for the report on a message that it accepted. Asking again does no harm.</summary>
    /// <param name="id">Id of the message.</param>
    /// <param name="reference">Its id at the provider.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The report; its status is null if there is none. Null if the gateway could not be asked.</returns>
    Task<DeliveryReport?> AskAsync(SmsMessageId id, string reference, CancellationToken cancellationToken) =>
        Task.FromResult<DeliveryReport?>(null);

    /// <summary>
    /// Reads a delivery report, or returns <see cref="SmsErrors.ReportNotAuthentic"/> if it does not prove that it comes from the gateway.
    /// </summary>
    Result<DeliveryReport> ReadReport(DeliveryReportRequest request);
}
