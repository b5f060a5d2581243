using Concierge.Application.Common;

namespace Concierge.Api.Common;

/// <summary><c>migrate</c>: brings the schema up to date and ends, for deployments that do so as a step of its own.</summary>
internal static class MigrateCommand
{
    public static async Task RunAsync(IDatabase database)
    {
        await database.StartAsync(CancellationToken.None);
        var applied = await database.MigrateAsync(CancellationToken.None);
        Console.WriteLine(applied.Count == 0 ? $"Up to date: {database.Location}" : $"Migrated {database.Location}: {string.Join(", ", applied)}");
    }
}
