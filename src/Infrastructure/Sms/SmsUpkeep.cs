using Concierge.Application.Pipeline;
using Concierge.Application.Sms;
using Concierge.Application.Sms.Upkeep;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concierge.Infrastructure.Sms;

/// <summary>
/// Brings messages to an end that the dispatcher does not: asks the gateway for overdue reports, a few at a time, and ends messages that no
/// replica can decrypt. Redacts old messages. Work is taken with locks and leases, so all replicas can do it.
/// </summary>
internal sealed partial class SmsUpkeep(IServiceScopeFactory scopes, ISmsGateway gateway, TimeProvider clock, ILogger<SmsUpkeep> logger)
    : BackgroundService
{
    /// <summary>Maximum number of messages on which the gateway is asked at the same time.</summary>
    private const int MaxInquiries = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunAsync(AskForReportsAsync, stoppingToken);
                await RunAsync(token => ExecuteAsync(new ExpireUnreadableSms(), token), stoppingToken);
                await RunAsync(token => ExecuteAsync(new RedactOldSms(), token), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown. A message on which the gateway was being asked is asked on again after its lease.
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The database may be unavailable. The next tick retries.
            UpkeepFailed(logger, exception);
        }
    }

    private async Task AskForReportsAsync(CancellationToken stoppingToken)
    {
        while ((await ExecuteAsync(new TakeOverdueReports(MaxInquiries), stoppingToken)).Value is { HasFound: true } overdue)
        {
            await Task.WhenAll(overdue.Inquiries.Select(inquiry => AskAsync(inquiry, stoppingToken)));
        }
    }

    private async Task AskAsync(SmsInquiry inquiry, CancellationToken stoppingToken)
    {
        var answer = await gateway.AskAsync(inquiry.Id, inquiry.Reference, stoppingToken);
        await ExecuteAsync(new RecordInquiry(inquiry.Id, answer), stoppingToken);
    }

    private async Task<T> ExecuteAsync<T>(ICommand<T> command, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upkeep of SMS messages failed; it is tried again in a minute")]
    private static partial void UpkeepFailed(ILogger logger, Exception exception);
}
