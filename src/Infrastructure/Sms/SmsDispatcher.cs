using System.Data.Common;
using System.Threading.RateLimiting;
using Concierge.Application.Pipeline;
using Concierge.Application.Sms;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;

namespace Concierge.Infrastructure.Sms;

/// <summary>
/// Sends due messages, with bounded rate and parallelism. The table is the queue. Attempts are committed before the messages are
/// submitted, as many at once as there are slots. So a replica that is killed leaves either an untouched message, which another replica
/// takes, or an open attempt, which becomes unknown after its lease.
/// </summary>
internal sealed partial class SmsDispatcher : BackgroundService
{
    private readonly IServiceScopeFactory scopes;
    private readonly ISmsGateway gateway;
    private readonly SmsWakeUp wakeUp;
    private readonly SmsOptions settings;
    private readonly TimeProvider clock;
    private readonly ILogger<SmsDispatcher> logger;
    private readonly ResiliencePipeline retries;

    public SmsDispatcher(
        IServiceScopeFactory scopes, ISmsGateway gateway, SmsWakeUp wakeUp,
        IOptions<SmsOptions> options, TimeProvider clock, ILogger<SmsDispatcher> logger)
    {
        (this.scopes, this.gateway, this.wakeUp, settings, this.clock, this.logger) =
            (scopes, gateway, wakeUp, options.Value, clock, logger);
        retries = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new()
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTransient),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(2),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = retry =>
                {
                    RecordingFailed(logger, retry.Outcome.Exception!);
                    return default;
                },
            })
            .Build();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var slots = new SemaphoreSlim(settings.Parallelism);
        await using var rate = new TokenBucketRateLimiter(new()
        {
            TokenLimit = settings.RatePerSecond,
            TokensPerPeriod = settings.RatePerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 1,
        });
        await using var poll = clock.CreateTimer(_ => wakeUp.Wake(), state: null, settings.PollInterval, settings.PollInterval);
        try
        {
            for (var backend = ""; ;)
            {
                using var permit = await rate.AcquireAsync(cancellationToken: stoppingToken);
                await slots.WaitAsync(stoppingToken);

                // Only this loop takes permits and slots, so those that it counts here are still there after the messages were taken.
                var more = Math.Min(slots.CurrentCount, rate.GetStatistics()!.CurrentAvailablePermits);
                var attempts = await TryTakeAsync(1 + (int)more, backend, stoppingToken);
                if (attempts is not [.., var last])
                {
                    slots.Release();
                    await wakeUp.WaitAsync(stoppingToken);
                    continue;
                }

                backend = last.Message.Backend;
                using var others = rate.AttemptAcquire(attempts.Count - 1);
                for (var i = 1; i < attempts.Count; i++)
                {
                    await slots.WaitAsync(CancellationToken.None);
                }

                foreach (var attempt in attempts)
                {
                    _ = SendAsync(attempt, slots);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops. Open attempts are finished first; the timeout of the gateway bounds them.
            for (var i = 0; i < settings.Parallelism; i++)
            {
                await slots.WaitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Begins attempts for the next due messages. Returns none if none is due or the database is unavailable.</summary>
    private async Task<IReadOnlyList<SmsAttempt>> TryTakeAsync(int count, string afterBackend, CancellationToken stoppingToken)
    {
        try
        {
            return (await ExecuteAsync(new TakeDueSms(count, afterBackend), stoppingToken)).Value.Attempts;
        }
        catch (Exception exception)
        {
            TakingFailed(logger, exception);
            return [];
        }
    }

    private async Task SendAsync(SmsAttempt attempt, SemaphoreSlim slots)
    {
        try
        {
            var outcome = await gateway.SendAsync(attempt.Sms, CancellationToken.None);
            using var lease = new CancellationTokenSource(settings.Lease, clock);
            await retries.ExecuteAsync(
                async _ => await ExecuteAsync(new RecordSendOutcome(attempt, outcome), CancellationToken.None), lease.Token);
        }
        catch (Exception exception)
        {
            // No outcome is recorded. The message becomes unknown after its lease.
            SendFailed(logger, attempt.Message.Id.Value, exception);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<T> ExecuteAsync<T>(ICommand<T> command, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command, cancellationToken);
    }

    /// <summary>
    /// Returns whether a later try can succeed. Includes a missing database (3D000), a read-only one (25006) and a cancelled statement
    /// (57014).
    /// </summary>
    private static bool IsTransient(Exception? exception) => exception switch
    {
        null => false,
        DbException { IsTransient: true } or DbException { SqlState: "3D000" or "25006" or "57014" } => true,
        TimeoutException or ConcurrentChangeException => true,
        _ => IsTransient(exception.InnerException),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Due SMS messages could not be looked for")]
    private static partial void TakingFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outcome of an SMS attempt could not be recorded yet")]
    private static partial void RecordingFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The attempt to send SMS message {Id} failed")]
    private static partial void SendFailed(ILogger logger, Guid id, Exception exception);
}
