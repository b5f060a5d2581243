namespace Concierge.Infrastructure.Startup;

/// <summary>One step of the start of the program.</summary>
public interface IStartupStep
{
    /// <summary>Gets the name that error messages use.</summary>
    string Name { get; }

    /// <summary>Gets whether commands on the database need this step, too.</summary>
    bool IsNeededByCommands => false;

    /// <exception cref="Application.StartupException">The program must not start; the message says what to change.</exception>
    Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Undoes the step after everything that was started later has stopped. Also called when the step did not run.</summary>
    Task StopAsync() => Task.CompletedTask;
}
