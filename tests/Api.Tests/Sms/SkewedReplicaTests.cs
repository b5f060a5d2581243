using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Postgres;

namespace Concierge.Api.Tests.Sms;

/// <summary>Replicas whose clocks are 90 seconds off, which is longer than a lease. They follow the database's clock.</summary>
public sealed class SkewedReplicaTests(TestDatabases databases)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Send_BesideReplicaWithSkewedClock_IsNeitherInterruptedNorEarlyNorLate(int direction)
    {
        await using var right = await DispatchingApi.StartAsync(databases, null);
        await using var skewed = await right.StartAnotherAsync(databases, new DatabaseClock(new SkewedClock(direction * Skew)));
        var answer = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        right.Gateway.Answer = _ => answer.Task;
        var open = await right.AcceptAsync(phone: "+15555550124");
        await right.UntilSubmittedAsync(1);

        // Its lease is not over for the other replica, and what is due in a minute is not due there.
        var early = await right.AcceptAsync(sendAt: TimeProvider.System.GetUtcNow().AddMinutes(1));
        right.Gateway.Answer = _ => GatewayRecorder.Accepted;
        skewed.Wake();
        await skewed.LookAsync();
        Assert.Equal("sending", (string?)(await right.ReadAsync(open))["status"]);
        Assert.Equal("scheduled", (string?)(await right.ReadAsync(early))["status"]);

        // What the other replica accepts is due now, also for this one.
        var accepted = TimeProvider.System.GetUtcNow();
        var id = await skewed.AcceptAsync();
        var sms = await right.UntilAsync(id, "sent");
        Assert.InRange((DateTimeOffset)sms["timestamp"]!, accepted.AddSeconds(-10), TimeProvider.System.GetUtcNow().AddSeconds(10));

        answer.SetResult(new SendOutcome.Accepted());
        await right.UntilAsync(open, "sent");
    }

    /// <summary>The system's clock, shifted.</summary>
    private sealed class SkewedClock(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + skew;
    }
}
