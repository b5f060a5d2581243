using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Infrastructure.Startup;

/// <summary>
/// Has the database running and up to date before the web server listens, and stops it after the web server has finished: hosted services
/// start in the order of their registration and stop in the reverse one, and the web server is the last of them.
/// </summary>
internal sealed class DatabaseStartup(IDatabase database, IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The one takes about as long as the other, and has nothing to do with it.
        var modelling = Task.Run(MakeModel, cancellationToken);
        await database.StartAsync(cancellationToken);
        await database.MigrateAsync(cancellationToken);
        await modelling;
    }

    /// <summary>EF Core makes its model, once for all, when it is first asked for.</summary>
    private void MakeModel()
    {
        using var scope = scopes.CreateScope();
        _ = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().Model;
    }

    public Task StopAsync(CancellationToken cancellationToken) => database.StopAsync();
}
