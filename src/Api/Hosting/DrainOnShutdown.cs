using Concierge.Api.Http;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>
/// Keeps the program serving for a while after it was told to stop. Readiness fails from the start of that time, so that a load balancer
/// takes the replica out before it stops listening.
/// </summary>
internal sealed class DrainOnShutdown(IOptions<HttpOptions> options) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(options.Value.ShutdownDelay!.Value, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
