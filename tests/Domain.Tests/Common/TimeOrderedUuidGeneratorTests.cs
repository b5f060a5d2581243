using Concierge.Domain.Common;

namespace Concierge.Domain.Tests.Common;

public sealed class TimeOrderedUuidGeneratorTests
{
    /// <summary>The instant of the UUIDv7 example in RFC 9562, appendix A.6: 0x017F22E279B0 milliseconds after the Unix epoch.</summary>
    private static readonly DateTimeOffset Known = new(2022, 2, 22, 19, 22, 22, TimeSpan.Zero);

    private const long KnownStamp = 0x017F22E279B0L << 12;

    private readonly TimeOrderedUuidGenerator ids = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(2500, 1024)]
    [InlineData(5000, 2048)]
    [InlineData(9999, 4095)]
    [InlineData(10000, 4096)]
    public void Next_AtKnownInstant_ContainsMillisecondsAnd12BitsOfFraction(int ticks, long fraction) =>
        Assert.Equal(KnownStamp + fraction, Stamp(ids.Next(Known.AddTicks(ticks))));

    [Fact]
    public void Next_AtKnownInstant_StartsLikeRfcExample() =>
        Assert.StartsWith("017f22e2-79b0-7000-", ids.Next(Known).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Next_WithOffset_ContainsUtc() => Assert.Equal(KnownStamp, Stamp(ids.Next(Known.ToOffset(TimeSpan.FromHours(-5)))));

    [Fact]
    public void Next_Always_ReturnsUuidVersion7()
    {
        var made = Enumerable.Range(0, 10_000).Select(_ => ids.Next(Known)).ToList();

        Assert.All(made, id => Assert.Equal(7, id.Version));
        Assert.All(made, id => Assert.InRange(id.Variant, 0b1000, 0b1011));
    }

    [Fact]
    public void Next_Always_RandomizesLast62Bits()
    {
        var tails = Enumerable.Range(0, 1000).Select(_ => ids.Next(Known).ToByteArray(bigEndian: true)[8..]).ToList();

        // Each bit must be set in some ids and clear in others; a random bit is never equal in all 1000 ids.
        for (var bit = 2; bit < 64; bit++)
        {
            var set = tails.Count(tail => (tail[bit / 8] >> (7 - bit % 8) & 1) == 1);
            Assert.InRange(set, 1, 999);
        }
    }

    [Fact]
    public void Next_WhenClockStandsStill_Increments()
    {
        var stamps = Enumerable.Range(0, 5000).Select(_ => Stamp(ids.Next(Known)));

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => KnownStamp + i), stamps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(TimeSpan.TicksPerMillisecond)]
    [InlineData(TimeSpan.TicksPerDay)]
    public void Next_WhenClockStepsBack_IncrementsLast(long ticks)
    {
        var before = ids.Next(Known);
        var after = ids.Next(Known.AddTicks(-ticks));

        Assert.Equal(KnownStamp + 1, Stamp(after));
        Assert.True(after > before);
    }

    [Fact]
    public void Next_WhenClockHasCaughtUp_FollowsClock()
    {
        ids.Next(Known.AddSeconds(1));
        ids.Next(Known);

        Assert.Equal(KnownStamp + (2000L << 12), Stamp(ids.Next(Known.AddSeconds(2))));
    }

    [Fact]
    public void Next_FromEightThreadsAtOneInstant_UsesEachTimestampOnceInOrder()
    {
        const int Threads = 8;
        const int Each = 10_000;
        var made = new Guid[Threads][];
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() =>
        {
            var mine = new Guid[Each];
            start.SignalAndWait();
            for (var j = 0; j < Each; j++)
            {
                mine[j] = ids.Next(Known);
            }

            made[i] = mine;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.All(made, mine => Assert.All(mine.Zip(mine.Skip(1)), pair => Assert.True(pair.First < pair.Second)));
        Assert.Equal(
            Enumerable.Range(0, Threads * Each).Select(i => KnownStamp + i),
            made.SelectMany(mine => mine).Select(Stamp).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9999)]
    public void TimeOf_Always_ReturnsMillisecondOfGeneration(int ticks) =>
        Assert.Equal(Known, TimeOrderedUuidGenerator.TimeOf(ids.Next(Known.AddTicks(ticks))));

    /// <summary>Reads milliseconds and fraction as one number (layout: RFC 9562 §5.7).</summary>
    private static long Stamp(Guid id)
    {
        var hex = id.ToString("N");
        return Convert.ToInt64(hex[..12] + hex[13..16], 16);
    }
}
