using System.CommandLine;
using Concierge.Infrastructure.Postgres;

namespace Concierge.Api.Hosting;

/// <summary>Migrates the database and ends, for deployments that migrate in a separate step.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandHost host)
    {
        var command = new Command("migrate", "Migrates the database.");
        command.SetAction(
            (_, cancellationToken) => host.RunAsync(services => MigrateAsync(services.GetRequiredService<IDatabase>(), cancellationToken)));
        return command;
    }

    private static async Task MigrateAsync(IDatabase database, CancellationToken cancellationToken)
    {
        await database.StartAsync(cancellationToken);
        var applied = await database.MigrateAsync(cancellationToken);
        Console.WriteLine(
            applied.Count == 0 ? $"Up to date: {database.Location}" : $"Migrated {database.Location}: {string.Join(", ", applied)}");
    }
}
