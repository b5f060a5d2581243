using Concierge.Api.Http;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>
/// Comes first when the program is told to stop, and is not ready any more: it goes on serving for a while, and only then stops to listen and finishes what
/// runs.
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
