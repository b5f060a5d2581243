using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Postgres;
using Concierge.Infrastructure.Startup;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Replicas;

public sealed class DatabaseClockTests(TestDatabases databases)
{
    private static readonly DateTimeOffset Local = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset OfDatabase = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void GetUtcNow_BeforeTheFirstSample_IsLocal() => Assert.Equal(Local, new DatabaseClock(new FakeTimeProvider(Local)).GetUtcNow());

    [Fact]
    public void GetUtcNow_AfterASample_AdvancesWithTheMonotonicClock()
    {
        var local = new FakeTimeProvider(Local);
        var clock = new DatabaseClock(local);
        var before = clock.GetTimestamp();
        local.Advance(TimeSpan.FromMilliseconds(10));

        clock.Set(OfDatabase, before, clock.GetTimestamp());

        Assert.Equal(OfDatabase + TimeSpan.FromMilliseconds(5), clock.GetUtcNow());
        local.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(OfDatabase + TimeSpan.FromMilliseconds(1005), clock.GetUtcNow());
    }

    [Fact]
    public void GetUtcNow_WhenTheLocalTimeIsSetBack_IsNotAffected()
    {
        var local = new WallClock { Now = Local };
        var clock = new DatabaseClock(local);
        clock.Set(OfDatabase, clock.GetTimestamp(), clock.GetTimestamp());

        local.Now = Local.AddDays(-1);

        Assert.Equal(OfDatabase, clock.GetUtcNow());
    }

    [Fact]
    public async Task Program_EveryMinute_SamplesTheDatabasesClock()
    {
        var local = new FakeTimeProvider(Local);
        await using var replica = await Replica.StartAsync(databases, local);
        var clock = replica.Services.GetRequiredService<TimeProvider>();
        var sampled = clock.GetUtcNow();
        Assert.True(sampled > OfDatabase, "The start takes a sample.");

        // The database's clock advances by less than a minute meanwhile.
        local.Advance(DatabaseClockSync.Interval);

        await Poll.UntilAsync(() => clock.GetUtcNow() is var now && now > sampled && now < sampled + DatabaseClockSync.Interval);
    }

    /// <summary>A clock whose time is set while its monotonic clock stands still.</summary>
    private sealed class WallClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => 0;
    }
}
