using System.Threading.Channels;
using Concierge.Application.Sms;
using Concierge.Application.Sms.Reports;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concierge.Infrastructure.Sms.Gateways;

/// <summary>A gateway that sends nothing. The last four digits of a number choose the outcome and the delivery reports.</summary>
internal sealed partial class SandboxGateway(
    IServiceScopeFactory scopes, ISmsCipher cipher, ReportTokens tokens, TimeProvider clock, ILogger<SandboxGateway> logger)
    : BackgroundService, ISmsGateway
{
    public const string GatewayName = "Sandbox";

    private const string Status = "status";

    /// <summary>Number of attempts that fail for a number ending in 0008.</summary>
    private const int BusyAttempts = 2;

    private const int PageSize = 200;

    /// <summary>Delay before each report.</summary>
    private static readonly TimeSpan ReportDelay = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<(SmsMessageId Id, SmsStatus Status)> reports = Channel.CreateUnbounded<(SmsMessageId, SmsStatus)>();

    public string Name => GatewayName;

    public Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken)
    {
        SendOutcome outcome = FateOf(sms.Phone) switch
        {
            "0003" => new SendOutcome.Refused("The sandbox refuses numbers that end in 0003."),
            "0007" => new SendOutcome.Uncertain(
                "The sandbox took the message and did not answer, as it does for numbers that end in 0007."),
            "0008" when sms.Attempt <= BusyAttempts => new SendOutcome.Retryable(
                "The sandbox is busy at first for numbers that end in 0008."),
            _ => new SendOutcome.Accepted(),
        };
        if (outcome is SendOutcome.Accepted)
        {
            ReportOn(sms.Id, sms.Phone);
        }

        return Task.FromResult(outcome);
    }

    public Result<DeliveryReport> ReadReport(DeliveryReportRequest request) =>
        tokens.Check(request.Query).Then<SmsMessageId, DeliveryReport>(id =>
        new DeliveryReport(id, request.Query.GetValueOrDefault(Status) switch
        {
            nameof(SmsStatus.Sent) => SmsStatus.Sent,
            nameof(SmsStatus.Delivered) => SmsStatus.Delivered,
            nameof(SmsStatus.Undelivered) => SmsStatus.Undelivered,
            _ => null,
        }));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!await TryReportOnWhatIsSentAsync(stoppingToken))
            {
                await Task.Delay(RetryDelay, clock, stoppingToken);
            }

            await foreach (var (id, status) in reports.Reader.ReadAllAsync(stoppingToken))
            {
                await Task.Delay(ReportDelay, clock, stoppingToken);
                await ReportAsync(id, status, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops. The next start sends the remaining reports.
        }
    }

    private static string FateOf(PhoneNumber phone) => phone.Value[^4..];

    private void ReportOn(SmsMessageId id, PhoneNumber phone)
    {
        SmsStatus[] fate = FateOf(phone) switch
        {
            "0002" => [SmsStatus.Sent, SmsStatus.Undelivered],
            "0004" => [],
            "0005" => [SmsStatus.Sent, SmsStatus.Delivered, SmsStatus.Delivered],
            "0006" => [SmsStatus.Delivered, SmsStatus.Sent],
            _ => [SmsStatus.Sent, SmsStatus.Delivered],
        };
        foreach (var status in fate)
        {
            reports.Writer.TryWrite((id, status));
        }
    }

    /// <summary>
    /// Queues the reports of messages that were sent before the last restart. Unlike an operator, the sandbox stores nothing.
    /// </summary>
    private async Task<bool> TryReportOnWhatIsSentAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var reader = scope.ServiceProvider.GetRequiredService<ISmsReader>();
            var last = SmsMessageId.First;
            IReadOnlyList<SmsMessage> page;
            do
            {
                page = await reader.ListAsync(new(last, Descending: false, SmsStatus.Sent, PhoneIndex: null, PageSize), cancellationToken);
                foreach (var message in page)
                {
                    if (cipher.Open(message.Id, message.Content) is var (phone, _))
                    {
                        ReportOn(message.Id, phone);
                    }

                    last = message.Id;
                }
            }
            while (page.Count == PageSize);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LookUpFailed(logger, exception);
            return false;
        }
    }

    private async Task ReportAsync(SmsMessageId id, SmsStatus status, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var query = tokens.QueryFor(id);
            query.Add(Status, status.ToString());
            var report = new RecordDeliveryReport(Name, new(query, new Dictionary<string, string>(), Signature: null));
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(report, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Later reports are still sent. The next start sends this one again.
            ReportFailed(logger, id.Value, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sandbox could not look up sent messages")]
    private static partial void LookUpFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sandbox could not report on SMS message {Id}")]
    private static partial void ReportFailed(ILogger logger, Guid id, Exception exception);
}
