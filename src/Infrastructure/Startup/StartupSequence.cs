using Concierge.Application;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concierge.Infrastructure.Startup;

/// <summary>
/// Runs the start-up steps one after another. They finish before any hosted service starts (<c>StartingAsync</c> precedes every
/// <c>StartAsync</c>), and stop after every hosted service has stopped, the web server included, whatever the order of registration.
/// </summary>
public sealed partial class StartupSequence(IEnumerable<IStartupStep> steps, ILogger<StartupSequence> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => RunAsync(steps, cancellationToken);

    /// <summary>Runs the steps that commands on the database need.</summary>
    public Task RunForCommandAsync(CancellationToken cancellationToken) =>
        RunAsync(steps.Where(step => step.IsNeededByCommands), cancellationToken);

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (var step in steps.Reverse())
        {
            await step.StopAsync();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync(IEnumerable<IStartupStep> toRun, CancellationToken cancellationToken)
    {
        foreach (var step in toRun)
        {
            try
            {
                await step.RunAsync(cancellationToken);
            }
            catch (StartupException exception)
            {
                throw new StartupException($"The start-up step \"{step.Name}\" failed: {exception.Message}");
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                StepFailed(logger, step.Name);
                throw;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The start-up step {Step} failed")]
    private static partial void StepFailed(ILogger logger, string step);
}
