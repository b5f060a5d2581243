using System.Diagnostics;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;

namespace Concierge.Api.Tests.Sms;

/// <summary>Two replicas on one database: one of them sends each message.</summary>
public sealed class DispatcherReplicasTests(TestDatabases databases)
{
    private const int Parallelism = 16;

    private static readonly (string Name, string Value)[] Fast = [("RatePerSecond", "100000"), ("Parallelism", $"{Parallelism}")];

    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Send_WithTwoReplicas_SendsEachOnce()
    {
        var count = Proof.Rounds(500, 5000);
        await using var first = await DispatchingApi.StartAsync(databases, null, Fast);
        await using var second = await first.StartAnotherAsync(databases);
        LetBothBegin(first, second);
        var ids = await AcceptAsync(first, count);

        var watch = Stopwatch.StartNew();
        first.Wake();
        second.Wake();
        await first.UntilAsync(count, "sent");
        var perSecond = count / watch.Elapsed.TotalSeconds;

        ExpectOnce(ids, first, second);
        ExpectOrder(first);
        ExpectOrder(second);
        Assert.Equal(
            (long)count,
            await first.QueryAsync("SELECT count(*) FROM sms_messages WHERE status = 'sent' AND attempts = 1 AND due_at IS NULL"));
        Proof.Report($"{count} messages sent once each by two replicas, {perSecond:0} a second.");
    }

    [Fact]
    public async Task Stop_WhileOtherReplicaContinues_SendsEachOnce()
    {
        const int Count = 1000;
        await using var staying = await DispatchingApi.StartAsync(databases, null, Fast);
        var leaving = await staying.StartAnotherAsync(databases);
        try
        {
            LetBothBegin(staying, leaving);
            var ids = await AcceptAsync(staying, Count);

            staying.Wake();
            leaving.Wake();
            await leaving.UntilSubmittedAsync(100);
            await leaving.DisposeAsync();
            var left = leaving.Gateway.Submitted.Count;
            await staying.UntilAsync(Count, "sent");

            ExpectOnce(ids, staying, leaving);
            Assert.Equal(left, leaving.Gateway.Submitted.Count);
            Assert.Equal(
                (long)Count,
                await staying.QueryAsync("SELECT count(*) FROM sms_messages WHERE status = 'sent' AND attempts = 1 AND due_at IS NULL"));
        }
        finally
        {
            await leaving.DisposeAsync();
        }
    }

    [Fact]
    public async Task Stop_DuringAttempts_FinishesThemFirst()
    {
        await using var staying = await DispatchingApi.StartAsync(databases, null, Fast);
        var leaving = await staying.StartAnotherAsync(databases);
        var answer = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        leaving.Gateway.Answer = _ => answer.Task;
        var ids = await AcceptAsync(staying, Parallelism);
        leaving.Wake();
        await leaving.UntilSubmittedAsync(Parallelism);

        var stopping = leaving.DisposeAsync().AsTask();
        staying.Wake();
        await staying.LookAsync();
        Assert.False(stopping.IsCompleted);
        answer.SetResult(new SendOutcome.Accepted());
        await stopping;

        Assert.All(ids, id => Assert.Equal(1, leaving.Gateway.CountOf(id)));
        await staying.UntilAsync(Parallelism + 2, "sent");
        Assert.Empty(staying.Gateway.Submitted);
    }

    /// <summary>Accepts messages at as many instants of the last minutes, in an order that is not theirs.</summary>
    private static Task<List<SmsMessageId>> AcceptAsync(DispatchingApi api, int count)
    {
        var now = TimeProvider.System.GetUtcNow();
        var times = Enumerable.Range(1, count).Select(number => now.AddMilliseconds(-10 * number)).ToArray();
        new Random(count).Shuffle(times);
        return api.AcceptManyAsync(times);
    }

    /// <summary>Holds the first hand-overs of each replica until both have begun some.</summary>
    private static void LetBothBegin(params DispatchingApi[] replicas)
    {
        var begun = replicas.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        foreach (var (index, replica) in replicas.Index())
        {
            replica.Gateway.Answer = async _ =>
            {
                begun[index].TrySetResult();
                await Task.WhenAll(begun.Select(replica => replica.Task));
                return new SendOutcome.Accepted();
            };
        }
    }

    private static void ExpectOnce(List<SmsMessageId> ids, params DispatchingApi[] replicas)
    {
        Assert.All(replicas, replica => Assert.NotEmpty(replica.Gateway.Submitted));
        Assert.Equal(ids.Order(), replicas.SelectMany(replica => replica.Gateway.Submitted).Select(sms => sms.Id).Order());
    }

    /// <summary>
    /// A replica takes messages in order of time. A message may still reach the gateway after messages that were taken during its own
    /// attempt. (The messages of this test are due at different milliseconds, so that their ids follow the times.)
    /// </summary>
    private static void ExpectOrder(DispatchingApi replica)
    {
        var ids = replica.Gateway.Submitted.Select(sms => sms.Id).ToList();
        Assert.All(
            ids.Zip(ids.Skip(Parallelism)),
            pair => Assert.True(pair.First < pair.Second, $"{pair.First} was handed over long before {pair.Second}."));
    }
}
