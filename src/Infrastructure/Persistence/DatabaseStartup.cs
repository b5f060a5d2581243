using Concierge.Application.Common;
using Microsoft.Extensions.Hosting;

namespace Concierge.Infrastructure.Persistence;

/// <summary>
/// Has the database running and up to date before the web server listens, and stops it after the web server has finished: hosted services
/// start in the order of their registration and stop in the reverse one, and the web server is the last of them.
/// </summary>
internal sealed class DatabaseStartup(IDatabase database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.StartAsync(cancellationToken);
        await database.MigrateAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => database.StopAsync();
}
