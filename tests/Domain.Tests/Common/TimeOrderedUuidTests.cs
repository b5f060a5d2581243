using System.Runtime.Loader;
using Concierge.Domain.Common;

namespace Concierge.Domain.Tests.Common;

public sealed class TimeOrderedUuidTests
{
    /// <summary>The instant of RFC 9562's own example of version 7 (appendix A.6), 0x017F22E279B0 milliseconds after the epoch.</summary>
    private static readonly DateTimeOffset Known = new(2022, 2, 22, 19, 22, 22, TimeSpan.Zero);

    private const long KnownStamp = 0x017F22E279B0L << 12;

    private readonly Func<DateTimeOffset, Guid> create = AloneInItsProcess();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(2500, 1024)]
    [InlineData(5000, 2048)]
    [InlineData(9999, 4095)]
    [InlineData(10000, 4096)]
    public void Create_AtAKnownInstant_HoldsItsMillisecondsAndTwelveBitsOfTheRest(int ticks, long fraction) =>
        Assert.Equal(KnownStamp + fraction, Stamp(create(Known.AddTicks(ticks))));

    [Fact]
    public void Create_AtAKnownInstant_StartsAsTheExampleOfTheRfc() =>
        Assert.StartsWith("017f22e2-79b0-7000-", create(Known).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Create_WithAnOffset_HoldsTheInstantInUtc() => Assert.Equal(KnownStamp, Stamp(create(Known.ToOffset(TimeSpan.FromHours(-5)))));

    [Fact]
    public void Create_Always_HasTheVersionAndTheVariantOfRfc9562()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => create(Known)).ToList();

        Assert.All(ids, id => Assert.Equal(7, id.Version));
        Assert.All(ids, id => Assert.InRange(id.Variant, 0b1000, 0b1011));
    }

    [Fact]
    public void Create_Always_LeavesTheLast62BitsToChance()
    {
        var tails = Enumerable.Range(0, 1000).Select(_ => create(Known).ToByteArray(bigEndian: true)[8..]).ToList();

        // Each bit is set in some ids and clear in others: a bit that a thousand draws leave alike is not left to chance.
        for (var bit = 2; bit < 64; bit++)
        {
            var set = tails.Count(tail => (tail[bit / 8] >> (7 - bit % 8) & 1) == 1);
            Assert.InRange(set, 1, 999);
        }
    }

    [Fact]
    public void Create_WhenTheClockStandsStill_CountsOn()
    {
        var stamps = Enumerable.Range(0, 5000).Select(_ => Stamp(create(Known)));

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => KnownStamp + i), stamps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(TimeSpan.TicksPerMillisecond)]
    [InlineData(TimeSpan.TicksPerDay)]
    public void Create_WhenTheClockStepsBack_CountsOnFromTheLast(long ticks)
    {
        var before = create(Known);
        var after = create(Known.AddTicks(-ticks));

        Assert.Equal(KnownStamp + 1, Stamp(after));
        Assert.True(after > before);
    }

    [Fact]
    public void Create_WhenTheClockHasCaughtUp_FollowsItAgain()
    {
        create(Known.AddSeconds(1));
        create(Known);

        Assert.Equal(KnownStamp + (2000L << 12), Stamp(create(Known.AddSeconds(2))));
    }

    [Fact]
    public void Create_FromEightThreadsAtOneInstant_GivesEachTimeStampOnceAndInOrder()
    {
        const int Threads = 8;
        const int Each = 10_000;
        var ids = new Guid[Threads][];
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() =>
        {
            var mine = new Guid[Each];
            start.SignalAndWait();
            for (var j = 0; j < Each; j++)
            {
                mine[j] = create(Known);
            }

            ids[i] = mine;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.All(ids, mine => Assert.All(mine.Zip(mine.Skip(1)), pair => Assert.True(pair.First < pair.Second)));
        Assert.Equal(
            Enumerable.Range(0, Threads * Each).Select(i => KnownStamp + i),
            ids.SelectMany(mine => mine).Select(Stamp).Order());
    }

    /// <summary>Milliseconds and fraction as one number, in the order of the layout (RFC 9562 §5.7).</summary>
    private static long Stamp(Guid id)
    {
        var hex = id.ToString("N");
        return Convert.ToInt64(hex[..12] + hex[13..16], 16);
    }

    /// <summary>
    /// The last time stamp is the process's, and a past instant would only count on from what other tests made: each test has a copy of the code of its own.
    /// </summary>
    private static Func<DateTimeOffset, Guid> AloneInItsProcess()
    {
        var copy = new AssemblyLoadContext(null).LoadFromAssemblyPath(typeof(TimeOrderedUuid).Assembly.Location);
        return copy.GetType(typeof(TimeOrderedUuid).FullName!)!.GetMethod(nameof(TimeOrderedUuid.Create))!.CreateDelegate<Func<DateTimeOffset, Guid>>();
    }
}
