using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Infrastructure.Startup;

/// <summary>Starts the embedded PostgreSQL where one is used, and migrates the database.</summary>
internal sealed class DatabaseStartup(IDatabase database, IServiceScopeFactory scopes) : IStartupStep
{
    public string Name => "database";

    public bool IsNeededByCommands => true;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // EF Core builds its model while PostgreSQL starts. Both take about as long, and neither needs the other.
        var model = Task.Run(BuildModel, cancellationToken);
        await database.StartAsync(cancellationToken);
        await database.MigrateAsync(cancellationToken);
        await model;
    }

    public Task StopAsync() => database.StopAsync();

    /// <summary>Makes EF Core build and cache its model, which it does on first access.</summary>
    private void BuildModel()
    {
        using var scope = scopes.CreateScope();
        _ = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().Model;
    }
}
