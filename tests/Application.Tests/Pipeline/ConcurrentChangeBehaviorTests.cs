using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Services;
using Concierge.Domain.Common;
using NSubstitute;

namespace Concierge.Application.Tests.Pipeline;

public sealed class ConcurrentChangeBehaviorTests
{
    private readonly IUnitOfWork unitOfWork = Substitute.For<IUnitOfWork>();
    private readonly InstantClock clock = new();
    private int attempts;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    public async Task Handle_WhenAttemptsFail_RepeatsOnFreshData(int failures)
    {
        Assert.Same(Result.Success, await HandleAsync(failures));

        Assert.Equal(failures + 1, attempts);
        unitOfWork.Received(failures).Reset();
        Assert.Equal(failures, clock.Delays.Count);
    }

    [Fact]
    public async Task Handle_WhenEveryAttemptFails_GivesUpAfterOneHundred()
    {
        await Assert.ThrowsAsync<ConcurrentChangeException>(() => HandleAsync(int.MaxValue));

        Assert.Equal(100, attempts);
    }

    [Fact]
    public async Task Handle_WhenAttemptsFail_WaitsHalfToAllOfTheExponentialBackoff()
    {
        await HandleAsync(99);

        for (var i = 0; i < clock.Delays.Count; i++)
        {
            var backoff = Math.Min(50, Math.Pow(2, i + 1));
            Assert.InRange(clock.Delays[i].TotalMilliseconds, backoff / 2, backoff);
        }

        Assert.True(clock.Delays.Skip(6).Distinct().Count() > 1, "The delays have no jitter.");
    }

    [Fact]
    public async Task Handle_WhenCanceledDuringBackoff_Stops()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => HandleAsync(int.MaxValue, new CancellationToken(canceled: true)));

        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task Handle_WhenAttemptThrowsAnotherException_DoesNotRepeat()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Behavior().Handle(
            new("1", Precondition.None), TestContext.Current.CancellationToken, () => throw new InvalidOperationException()));

        unitOfWork.DidNotReceive().Reset();
    }

    private ConcurrentChangeBehavior<DeleteService, Result> Behavior() => new(unitOfWork, clock);

    private Task<Result> HandleAsync(int failures, CancellationToken? cancellationToken = null) =>
        Behavior().Handle(new("1", Precondition.None), cancellationToken ?? TestContext.Current.CancellationToken, () =>
            ++attempts > failures ? Task.FromResult(Result.Success) : throw new ConcurrentChangeException());

    /// <summary>A clock whose timers fire immediately. It records their delays.</summary>
    private sealed class InstantClock : TimeProvider
    {
        public List<TimeSpan> Delays { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Delays.Add(dueTime);
            callback(state);
            return Substitute.For<ITimer>();
        }
    }
}
