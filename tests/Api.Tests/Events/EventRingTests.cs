using Concierge.Application.Events;
using Concierge.Infrastructure.Events;

namespace Concierge.Api.Tests.Events;

/// <summary>Who is woken by which event, and from where a reader goes on.</summary>
public sealed class EventRingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider clock = new();
    private readonly EventRing ring = new(8);

    public EventRingTests() => ring.Reset("aaaa", 0);

    [Fact]
    public async Task Wait_OfUser_EndsWithEventThatNamesTheUser()
    {
        var wait = WaitAsync("ann");
        ring.Append([EventOf(1, "bob"), EventOf(2, null)]);
        Assert.False(wait.IsCompleted);

        ring.Append([EventOf(3, "bob"), EventOf(4, "ann"), EventOf(5, "ann")]);

        Assert.Equal(new(HasMore: true, new("aaaa", 3)), await wait);
    }

    [Fact]
    public async Task Wait_OfAnyone_EndsWithNextEvent()
    {
        var wait = WaitAsync(null);

        ring.Append([EventOf(1, "bob")]);

        Assert.Equal(new(HasMore: true, new("aaaa", 0)), await wait);
    }

    /// <summary>The place moves to the head, so an idle reader never falls off the ring.</summary>
    [Fact]
    public async Task Wait_OfUserWhosePatienceEnds_GoesOnFromTheHead()
    {
        var wait = WaitAsync("ann");
        for (var position = 1; position <= 20; position++)
        {
            ring.Append([EventOf(position, "bob")]);
        }

        clock.Advance(Patience);

        Assert.Equal(new(HasMore: false, new("aaaa", 20)), await wait);
    }

    [Fact]
    public async Task Wait_AfterOlderEvent_EndsAtOnce()
    {
        ring.Append([EventOf(1, "bob")]);

        Assert.Equal(new(HasMore: true, new("aaaa", 0)), await WaitAsync("ann"));
    }

    [Fact]
    public async Task Wait_WhenEpochBegins_EndsWhereItBegan()
    {
        var wait = WaitAsync("ann");

        ring.Reset("bbbb", 7);

        Assert.Equal(new(HasMore: true, new("aaaa", 0)), await wait);
    }

    private Task<EventWait> WaitAsync(string? user) =>
        ring.WaitAsync(new("aaaa", 0), user, Patience, clock, TestContext.Current.CancellationToken);

    private static FeedEvent EventOf(long position, string? user) => new(new("aaaa", position), "user.updated", "resource", user, null, []);
}
