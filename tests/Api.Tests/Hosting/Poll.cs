namespace Concierge.Api.Tests.Hosting;

/// <summary>Polls for conditions that other threads, processes or the database bring about.</summary>
internal static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>Waits until a condition holds and fails the test after two minutes.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="message">Message of the failure.</param>
    public static async Task UntilAsync(Func<Task<bool>> holds, Func<string>? message = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Timeout);
        while (!await holds())
        {
            if (timeout.IsCancellationRequested)
            {
                Assert.Fail(message?.Invoke() ?? "The condition did not hold in time.");
            }

            await Task.Delay(Interval, CancellationToken.None);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, Func{string})"/>
    public static Task UntilAsync(Func<bool> holds, Func<string>? message = null) => UntilAsync(() => Task.FromResult(holds()), message);
}
