using System.Collections.Concurrent;
using System.Diagnostics;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;

namespace Concierge.Api.Tests.Sms;

/// <summary>Messages to one number are submitted in the order of acceptance. Other numbers do not wait for it.</summary>
public sealed class RecipientOrderTests(TestDatabases databases)
{
    private const string Phone = "+15555550123";

    private const string Other = "+15555550124";

    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Noon);

    /// <summary>The gateway answers after a random time, and one of the 40 attempts with 503.</summary>
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Send_OfFortyToOneNumber_KeepsTheirOrderWhileOthersPass()
    {
        const int Count = 40;
        var others = Proof.Rounds(200, 1000);
        await using var first = await DispatchingApi.StartAsync(
            databases, null, ("RatePerSecond", "100000"), ("RetryDelay", "00:00:00.050"), ("PollInterval", "00:00:00.050"));
        await using var second = await first.StartAnotherAsync(databases);
        var arrived = new ConcurrentQueue<SmsMessageId>();
        var hasFailed = 0;
        foreach (var replica in new[] { first, second })
        {
            replica.Gateway.Answer = async sms =>
            {
                await JitterAsync();
                if (sms.Phone.Value == Phone && arrived.Count == Count / 2 && Interlocked.Exchange(ref hasFailed, 1) == 0)
                {
                    return new SendOutcome.Retryable("Busy.");
                }

                if (sms.Phone.Value == Phone)
                {
                    arrived.Enqueue(sms.Id);
                }

                return new SendOutcome.Accepted();
            };
        }

        // Both replicas accept by turns, one message after the other.
        var ids = new List<SmsMessageId>();
        for (var number = 0; number < Count; number++)
        {
            ids.Add(await (number % 2 == 0 ? first : second).AcceptAsync(phone: Phone));
        }

        var watch = Stopwatch.StartNew();
        await first.AcceptManyAsync(Enumerable.Repeat(TimeProvider.System.GetUtcNow(), others));
        first.Wake();
        second.Wake();
        await first.UntilAsync(others + Count, "sent");

        Assert.Equal(ids, arrived);
        Assert.Equal(1, hasFailed);
        Proof.Report(
            $"{Count} messages to one number in order, over one 503; with {others} to others in {watch.Elapsed.TotalSeconds:0.0} s.");
    }

    [Fact]
    public async Task Send_WhileEarlierOneWaitsForRetry_WaitsAtMostPatience()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        api.Gateway.Answer = sms => Task.FromResult<SendOutcome>(
            sms.Attempt == 1 && api.Gateway.Submitted.Count == 1
                ? new SendOutcome.Retryable("Busy.", TimeSpan.FromHours(1))
                : new SendOutcome.Accepted());
        var earlier = await api.AcceptAsync(phone: Phone);
        await api.UntilTriedAsync(earlier, 1);

        var later = await api.AcceptAsync(phone: Phone);
        api.GoTo(Noon.AddSeconds(30).AddMilliseconds(-1));
        await api.UntilAsync(await api.AcceptAsync(phone: Other), "sent");
        await api.LookAsync();
        Assert.Equal(("queued", 0), ((string?)(await api.ReadAsync(later))["status"], api.Gateway.CountOf(later)));

        api.GoTo(Noon.AddSeconds(30));
        await api.UntilAsync(later, "sent");
        api.GoTo(Noon.AddHours(1));
        await api.UntilAsync(earlier, "sent");
    }

    [Fact]
    public async Task Send_WhileEarlierOneIsBeingSent_WaitsForItsOutcome()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        var answer = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Gateway.Answer = _ => answer.Task;
        var ids = new[] { await api.AcceptAsync(phone: Phone), await api.AcceptAsync(phone: Phone), await api.AcceptAsync(phone: Phone) };
        await api.UntilSubmittedAsync(1);
        await api.LookAsync();
        Assert.Single(api.Gateway.Submitted);

        // Each one is released when the one before it was sent. Nothing else wakes the dispatcher, and the clock stands still.
        answer.SetResult(new SendOutcome.Accepted());
        await api.UntilAsync(ids[2], "sent");

        Assert.Equal(ids, api.Gateway.Submitted.Select(sms => sms.Id));
        Assert.Equal(1, api.Gateway.Peak);
    }

    [Fact]
    public async Task Send_OfScheduledMessages_FollowsTheirTimesAndHoldsNothingBackBefore()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        var last = await api.AcceptAsync(sendAt: Noon.AddMinutes(2), phone: Phone);
        var second = await api.AcceptAsync(sendAt: Noon.AddMinutes(1), phone: Phone);
        var first = await api.AcceptAsync(phone: Phone);
        await api.UntilAsync(first, "sent");

        api.GoTo(Noon.AddMinutes(3));
        await api.UntilAsync(last, "sent");

        Assert.Equal([first, second, last], api.Gateway.Submitted.Select(sms => sms.Id));
    }

    /// <summary>Lets other tasks run first, a random number of times, so that submissions end in another order than they begin.</summary>
    private static async Task JitterAsync()
    {
        for (var turns = Random.Shared.Next(50); turns > 0; turns--)
        {
            await Task.Yield();
        }
    }
}
