using System.Data.Common;
using System.Threading.Channels;
using Concierge.Domain.Sms;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Concierge.Infrastructure.Sms;

/// <summary>Wakes the dispatcher after each commit that leaves a message due, no matter which use case saved it.</summary>
internal sealed class SmsWakeUp(TimeProvider clock) : ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly Channel<bool> signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Ends the present or the next <see cref="WaitAsync"/>. Repeated calls count once.</summary>
    public void Wake() => signals.Writer.TryWrite(true);

    /// <summary>Wakes the dispatcher for a message that a statement stored, at once or after the commit of the open transaction.</summary>
    public void WakeAfterCommit(DbContext context, SmsMessage message)
    {
        context.Attach(message);
        if (context.Database.CurrentTransaction is null)
        {
            WakeIfDue(context);
        }
    }

    /// <summary>Waits for the next <see cref="Wake"/>.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await signals.Reader.ReadAsync(cancellationToken);

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken)
    {
        if (eventData.Context is { Database.CurrentTransaction: null })
        {
            WakeIfDue(eventData.Context);
        }

        return new(result);
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken)
    {
        WakeIfDue(eventData.Context!);
        return Task.CompletedTask;
    }

    private void WakeIfDue(DbContext context)
    {
        if (context.ChangeTracker.Entries<SmsMessage>().Any(entry => entry.Entity.DueAt <= clock.GetUtcNow()))
        {
            Wake();
        }
    }
}
