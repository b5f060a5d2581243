using System.Threading.Channels;

namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>Wakes the dispatcher.</summary>
internal sealed class WebhookSignal
{
    private readonly Channel<bool> signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Ends the present or the next <see cref="WaitAsync"/>. Repeated calls count once.</summary>
    public void Wake() => signals.Writer.TryWrite(true);

    /// <summary>Waits for the next <see cref="Wake"/>.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await signals.Reader.ReadAsync(cancellationToken);
}
