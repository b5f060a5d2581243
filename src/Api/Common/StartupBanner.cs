using Concierge.Application.Common;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Concierge.Api.Common;

/// <summary>Says on the console, once the server listens, where everything is.</summary>
internal sealed class StartupBanner(IServer server, IDatabase database) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses)
        {
            var api = addresses.First();
            Console.WriteLine($"""

                Concierge is running.
                  API   {string.Join("  ", addresses)}  (and under /v1)
                  Docs  {api}/docs
                  Data  {database.Location}
                  Open to every caller that can reach it: Development mode asks for no credentials.
                Ctrl-C stops it.

                """);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
