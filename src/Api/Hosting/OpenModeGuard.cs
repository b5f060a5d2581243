using Concierge.Api.Authentication;
using Concierge.Application;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>Keeps the program from starting where it would be open to people whom nobody meant to let in. It comes before anything else starts.</summary>
internal sealed class OpenModeGuard(IOptions<AuthOptions> options, IHostEnvironment environment, IConfiguration configuration) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Mode is not (AuthOptions.Development or AuthOptions.Keys))
        {
            throw new StartupException($"Auth:Mode is {options.Value.Mode}; the modes are {AuthOptions.Keys} and {AuthOptions.Development}.");
        }

        if (options.Value.AsksForCredentials)
        {
            return Task.CompletedTask;
        }

        if (!environment.IsDevelopment())
        {
            throw new StartupException(
                $"Auth:Mode is {AuthOptions.Development}, which asks nobody for credentials and is only for the environment Development; "
                + $"this is {environment.EnvironmentName}. Set Auth:Mode={AuthOptions.Keys}, or ASPNETCORE_ENVIRONMENT=Development to try the program out.");
        }

        var open = ListenAddresses.BeyondLoopback(configuration);
        if (open.Count > 0 && !options.Value.AllowAnonymousNetwork)
        {
            throw new StartupException(
                $"Auth:Mode is {AuthOptions.Development}, which asks nobody for credentials, and {string.Join(", ", open)} can be reached from other "
                + "machines. Listen on 127.0.0.1, or set Auth:AllowAnonymousNetwork=true if that is what you want.");
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
