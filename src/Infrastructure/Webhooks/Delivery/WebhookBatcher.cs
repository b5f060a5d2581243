using System.Threading.Channels;

namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>Collects items of many callers and runs them as one statement. Callers wait for the result of their item.</summary>
/// <param name="run">Runs a batch and returns a result for each item, in order.</param>
/// <param name="linger">Time to wait for more items; zero to run as soon as the batch before has ended.</param>
/// <param name="maxSize">Maximum number of items of a batch.</param>
internal sealed class WebhookBatcher<TItem, TResult>(
    Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> run, TimeSpan linger, int maxSize)
{
    private readonly Channel<(TItem Item, TaskCompletionSource<TResult> Result)> items =
        Channel.CreateUnbounded<(TItem, TaskCompletionSource<TResult>)>();

    /// <summary>Adds an item and waits for its result.</summary>
    public Task<TResult> AddAsync(TItem item)
    {
        var result = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return items.Writer.TryWrite((item, result)) ? result.Task : throw new InvalidOperationException("The batcher has stopped.");
    }

    /// <summary>Accepts no more items, so that <see cref="RunAsync()"/> ends after the last one.</summary>
    public void Complete() => items.Writer.Complete();

    /// <summary>Runs batches until <see cref="Complete"/>.</summary>
    public async Task RunAsync()
    {
        while (await items.Reader.WaitToReadAsync())
        {
            if (linger > TimeSpan.Zero && items.Reader.Count < maxSize)
            {
                await Task.Delay(linger, CancellationToken.None);
            }

            List<(TItem Item, TaskCompletionSource<TResult> Result)> batch = [];
            while (batch.Count < maxSize && items.Reader.TryRead(out var item))
            {
                batch.Add(item);
            }

            await FlushAsync(batch);
        }
    }

    private async Task FlushAsync(List<(TItem Item, TaskCompletionSource<TResult> Result)> batch)
    {
        try
        {
            var results = await run(batch.ConvertAll(item => item.Item));
            foreach (var (item, result) in batch.Zip(results))
            {
                item.Result.SetResult(result);
            }
        }
        catch (Exception exception)
        {
            batch.ForEach(item => item.Result.SetException(exception));
        }
    }
}
