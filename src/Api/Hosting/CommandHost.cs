using Concierge.Infrastructure.Startup;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>Builds the program with the settings of the command line, for serving or for one command.</summary>
/// <param name="build">Builds the program. The argument says whether it runs a command.</param>
/// <param name="settings">Reads the settings alone.</param>
internal sealed class CommandHost(Func<bool, WebApplication> build, Func<IConfiguration> settings)
{
    /// <summary>Gets the settings, for a command that needs nothing else.</summary>
    public IConfiguration Settings => settings();

    /// <summary>Serves until the program is told to stop.</summary>
    public async Task ServeAsync()
    {
        await using var app = build(false);
        app.Lifetime.ApplicationStarted.Register(() => StartupBanner.Write(app.Services));
        app.Lifetime.ApplicationStarted.Register(() => OpenFiles.Warn(app.Services));
        app.Lifetime.ApplicationStopping.Register(() => StartupBanner.WriteStopping(app.Services));
        app.Lifetime.ApplicationStopped.Register(() => StartupBanner.WriteStopped(app.Services));
        await app.RunAsync();
    }

    /// <summary>Runs a command without starting anything.</summary>
    public async Task RunAsync(Func<IServiceProvider, Task> run)
    {
        await using var app = build(true);
        await run(app.Services);
    }

    /// <summary>Starts and migrates the database, and runs use cases on it in one scope.</summary>
    public Task RunUseCasesAsync(Func<IServiceProvider, Task> run, CancellationToken cancellationToken) => RunAsync(async services =>
    {
        services.GetRequiredService<IStartupValidator>().Validate();
        await services.GetRequiredService<StartupSequence>().RunForCommandAsync(cancellationToken);
        await using var scope = services.CreateAsyncScope();
        await run(scope.ServiceProvider);
    });
}
