using Concierge.Application;
using Concierge.Infrastructure.Startup;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concierge.Api.Tests.Processes;

public sealed class StartupSequenceTests
{
    private readonly List<string> calls = [];

    [Fact]
    public async Task Start_WhenStepsSucceed_RunsThemInOrderAndStopsThemInReverse()
    {
        var sequence = Sequence(new Step("a", calls), new Step("b", calls, isNeededByCommands: true));

        await sequence.StartingAsync(TestContext.Current.CancellationToken);
        await sequence.StoppedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["run a", "run b", "stop b", "stop a"], calls);
    }

    [Fact]
    public async Task RunForCommand_Always_RunsTheStepsThatCommandsNeed()
    {
        await Sequence(new Step("a", calls), new Step("b", calls, isNeededByCommands: true))
            .RunForCommandAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["run b"], calls);
    }

    [Fact]
    public async Task Start_WhenStepFails_NamesItAndStops()
    {
        var sequence = Sequence(
            new Step("a", calls), new Step("b", calls, failure: new StartupException("Out of order.")), new Step("c", calls));

        var exception = await Assert.ThrowsAsync<StartupException>(() => sequence.StartingAsync(TestContext.Current.CancellationToken));

        Assert.Equal("The start-up step \"b\" failed: Out of order.", exception.Message);
        Assert.Equal(["run a", "run b"], calls);
    }

    [Fact]
    public async Task Start_WhenStepThrowsOtherException_KeepsIt()
    {
        var failure = new InvalidOperationException();

        Assert.Same(
            failure,
            await Record.ExceptionAsync(() => Sequence(new Step("a", calls, failure: failure)).StartingAsync(CancellationToken.None)));
    }

    private static StartupSequence Sequence(params IStartupStep[] steps) => new(steps, NullLogger<StartupSequence>.Instance);

    private sealed class Step(string name, List<string> calls, bool isNeededByCommands = false, Exception? failure = null) : IStartupStep
    {
        public string Name => name;

        public bool IsNeededByCommands => isNeededByCommands;

        public Task RunAsync(CancellationToken cancellationToken)
        {
            calls.Add($"run {name}");
            return failure is null ? Task.CompletedTask : Task.FromException(failure);
        }

        public Task StopAsync()
        {
            calls.Add($"stop {name}");
            return Task.CompletedTask;
        }
    }
}
