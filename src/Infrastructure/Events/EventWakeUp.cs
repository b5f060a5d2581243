using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Concierge.Infrastructure.Events;

/// <summary>Wakes the sequencer of this process: after a commit, and when another process has announced events.</summary>
internal sealed class EventWakeUp : DbTransactionInterceptor
{
    private readonly Channel<bool> signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Ends the present or the next <see cref="WaitAsync"/>. Repeated calls count once.</summary>
    public void Wake() => signals.Writer.TryWrite(true);

    /// <summary>Waits for the next <see cref="Wake"/>.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await signals.Reader.ReadAsync(cancellationToken);

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Wake();
        return Task.CompletedTask;
    }
}
