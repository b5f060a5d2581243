using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms.Reports;

/// <summary>
/// Checks a callback before its body is read: its gateway, the id of the message and, where the address contains it, the proof. Uses no
/// database, so that a stranger's callback costs little.
/// </summary>
/// <param name="Gateway">Gateway that the address names.</param>
/// <param name="Request">The callback without form fields.</param>
public sealed record CheckDeliveryReport(string Gateway, DeliveryReportRequest Request) : IQuery<Result>;

internal sealed class CheckDeliveryReportHandler(ISmsGateway gateway) : IRequestHandler<CheckDeliveryReport, Result>
{
    public Task<Result> Handle(CheckDeliveryReport query, CancellationToken cancellationToken) => Task.FromResult(
        gateway.Name.Equals(query.Gateway, StringComparison.OrdinalIgnoreCase) && gateway.MayReport(query.Request)
            ? Result.Success
            : SmsErrors.ReportNotAuthentic);
}
