using Concierge.Application.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Common;

/// <summary>What the program was asked to do: by default to serve, or one command, which is the first argument.</summary>
internal static class CommandLine
{
    /// <returns>The exit code: 0, or 1 when it could not even start, with the reason on standard error.</returns>
    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        try
        {
            switch (args is [var first, ..] && !first.StartsWith('-') ? first : null)
            {
                case null:
                    app.Lifetime.ApplicationStarted.Register(() => StartupBanner.Write(app.Services));
                    await app.RunAsync();
                    break;
                case "migrate":
                    await MigrateAsync(app.Services.GetRequiredService<IDatabase>());
                    break;
                case var unknown:
                    throw new StartupException($"There is no command {unknown}. Without a command the program serves; migrate brings the database up to date.");
            }

            return 0;
        }
        catch (Exception exception) when (IsForTheOperator(exception))
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            // Stopped before it had started; what had been started ends with the program.
            return 1;
        }
    }

    /// <summary>Brings the schema up to date and ends, for deployments that do so as a step of its own.</summary>
    private static async Task MigrateAsync(IDatabase database)
    {
        await database.StartAsync(CancellationToken.None);
        var applied = await database.MigrateAsync(CancellationToken.None);
        Console.WriteLine(applied.Count == 0 ? $"Up to date: {database.Location}" : $"Migrated {database.Location}: {string.Join(", ", applied)}");
    }

    /// <summary>Whether the message alone says what to mend: a setting or an address that is wrong, or taken. Anything else is a bug, and shows where it is.</summary>
    private static bool IsForTheOperator(Exception exception) =>
        exception is StartupException or OptionsValidationException or FormatException or IOException { InnerException: AddressInUseException };
}
