using Concierge.Api.Authentication;
using Concierge.Application;
using Concierge.Infrastructure.Startup;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>Refuses to start where callers without credentials could reach the program from other machines.</summary>
internal sealed class OpenModeGuard(IOptions<AuthOptions> options, IHostEnvironment environment, IConfiguration configuration)
    : IStartupStep
{
    public string Name => "access mode";

    public Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Mode is not (AuthOptions.Development or AuthOptions.Keys))
        {
            throw new StartupException($"Auth:Mode is {options.Value.Mode}; it must be {AuthOptions.Keys} or {AuthOptions.Development}.");
        }

        if (options.Value.AsksForCredentials)
        {
            return Task.CompletedTask;
        }

        if (!environment.IsDevelopment())
        {
            throw new StartupException(
                $"Auth:Mode is {AuthOptions.Development}, which requires no credentials and is only allowed "
                + "in the environment Development; "
                + $"the environment is {environment.EnvironmentName}. Set Auth:Mode={AuthOptions.Keys}, "
                + "or ASPNETCORE_ENVIRONMENT=Development to try the program out.");
        }

        var open = ListenAddresses.BeyondLoopback(configuration);
        if (open.Count > 0 && !options.Value.AllowAnonymousNetwork)
        {
            throw new StartupException(
                $"Auth:Mode is {AuthOptions.Development}, which requires no credentials, "
                + $"and other machines can reach {string.Join(", ", open)}. "
                + "Listen on 127.0.0.1, or set Auth:AllowAnonymousNetwork=true to allow this.");
        }

        return Task.CompletedTask;
    }
}
