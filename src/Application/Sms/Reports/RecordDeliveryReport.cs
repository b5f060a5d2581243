using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms.Reports;

/// <summary>
/// Records a delivery report. A late or repeated report, or one about an unknown message, changes nothing and is no error.
/// </summary>
public sealed record RecordDeliveryReport(string Gateway, DeliveryReportRequest Request) : ICommand<Result>;

internal sealed class RecordDeliveryReportHandler(ISmsRepository messages, IUnitOfWork unitOfWork, ISmsGateway gateway, TimeProvider clock)
    : IRequestHandler<RecordDeliveryReport, Result>
{
    public async Task<Result> Handle(RecordDeliveryReport command, CancellationToken cancellationToken)
    {
        if (!gateway.Name.Equals(command.Gateway, StringComparison.OrdinalIgnoreCase))
        {
            return SmsErrors.ReportNotAuthentic;
        }

        var report = gateway.ReadReport(command.Request);
        if (!report.IsSuccess)
        {
            return Result.Fail(report.Errors);
        }

        if (report.Value.Status is { } status && await messages.FindAsync(report.Value.Id, cancellationToken) is { } message)
        {
            message.Report(status, clock.GetUtcNow(), report.Value.ProviderCode, report.Value.Reference);
            return await unitOfWork.SaveAsync(cancellationToken);
        }

        return Result.Success;
    }
}
