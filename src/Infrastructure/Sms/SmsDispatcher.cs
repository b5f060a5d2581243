using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Concierge.Infrastructure.Sms;

/// <summary>
/// Hands accepted messages over, in the order of the times at which they are due. The table is the queue: a message is taken by recording that its hand-over
/// begins, and only then handed over, so that a replica that ends at any instant leaves either an untouched message, which another takes, or a begun one, of
/// which, once its lease is over, it is certain that nobody knows. Any number of replicas may do this at once.
/// </summary>
internal sealed partial class SmsDispatcher(
    IServiceScopeFactory scopes, ISmsGateway gateway, ISmsCipher cipher, IOptions<SmsOptions> options, TimeProvider clock, ILogger<SmsDispatcher> logger)
    : BackgroundService, ISmsDispatch
{
    /// <summary>How long to wait before the outcome of a hand-over is recorded again, when the database could not be asked.</summary>
    private static readonly TimeSpan RecordDelay = TimeSpan.FromMilliseconds(500);

    private readonly SmsOptions settings = options.Value;
    private readonly SendPolicy policy = options.Value.ToPolicy();
    private readonly SemaphoreSlim wake = new(0);
    private int isWoken;

    public void Wake()
    {
        if (Interlocked.Exchange(ref isWoken, 1) == 0)
        {
            wake.Release();
        }
    }

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
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
        try
        {
            while (true)
            {
                using var permit = await rate.AcquireAsync(cancellationToken: stoppingToken);
                await slots.WaitAsync(stoppingToken);
                if (await TryTakeAsync(stoppingToken) is { } message)
                {
                    _ = SendAsync(message, slots);
                }
                else
                {
                    slots.Release();
                    await wake.WaitAsync(settings.PollInterval, stoppingToken);
                    Volatile.Write(ref isWoken, 0);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends. What was begun is brought to its end, which the gateway's time-out bounds.
            for (var i = 0; i < settings.Parallelism; i++)
            {
                await slots.WaitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>The next message, if one is due, with the beginning of its hand-over recorded.</summary>
    private async Task<SmsMessage?> TryTakeAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var (found, isBegun) = await TakeAsync();
                if (found is null || isBegun)
                {
                    return found;
                }
            }
        }
        catch (Exception exception)
        {
            // The database may be away for a while; the next turn tries again.
            TakingFailed(logger, exception);
        }

        return null;
    }

    /// <summary>Not to be cancelled: a beginning that is recorded and not known here would leave the message in doubt for nothing.</summary>
    private async Task<(SmsMessage? Found, bool IsBegun)> TakeAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var now = clock.GetUtcNow();
        var due = await context.Set<SmsMessage>()
            .FromSql($"SELECT * FROM sms_messages WHERE due_at <= {now} ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED")
            .ToListAsync();
        if (due is not [var message])
        {
            return (null, false);
        }

        var isBegun = message.BeginAttempt(now, policy);
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        return (message, isBegun);
    }

    private async Task SendAsync(SmsMessage message, SemaphoreSlim slots)
    {
        try
        {
            await RecordAsync(message.Id, await SendAsync(message));
        }
        catch (Exception exception)
        {
            // Nothing is recorded: when the lease is over, the message will be found to be in doubt.
            SendFailed(logger, message.Id.Value, exception);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<SendOutcome> SendAsync(SmsMessage message)
    {
        PhoneNumber phone;
        SmsText text;
        try
        {
            (phone, text) = cipher.Open(message.Id, message.Content);
        }
        catch (CryptographicException)
        {
            return new SendOutcome.Refused(SmsFailure.Unreadable.Detail);
        }

        return await gateway.SendAsync(new(message.Id, phone, text, message.Attempts), CancellationToken.None);
    }

    /// <summary>Records the outcome, however often the database is away or a report comes between, until the lease is over.</summary>
    private async Task RecordAsync(SmsMessageId id, SendOutcome outcome)
    {
        var leaseEnd = clock.GetUtcNow() + policy.Lease;
        while (true)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var context = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>();
                var message = await context.Set<SmsMessage>().SingleAsync(message => message.Id == id);
                message.EndAttempt(outcome, policy, Random.Shared.NextDouble(), clock.GetUtcNow());
                await context.SaveChangesAsync();
                return;
            }
            catch (DbUpdateConcurrencyException)
            {
                // A report was recorded meanwhile; the outcome is applied to what it left.
            }
            catch (Exception exception) when (clock.GetUtcNow() < leaseEnd)
            {
                RecordingFailed(logger, id.Value, exception);
                await Task.Delay(RecordDelay, clock);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Due SMS messages could not be looked for")]
    private static partial void TakingFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hand-over of SMS message {Id} could not be recorded yet")]
    private static partial void RecordingFailed(ILogger logger, Guid id, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The hand-over of SMS message {Id} failed")]
    private static partial void SendFailed(ILogger logger, Guid id, Exception exception);
}
