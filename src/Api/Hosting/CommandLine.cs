using System.Globalization;
using Concierge.Api.Access;
using Concierge.Api.Orders;
using Concierge.Application;
using Concierge.Application.Orders;
using Concierge.Application.Sms;
using Concierge.Infrastructure.Postgres;
using MediatR;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>What the program was asked to do: by default to serve, or one command, which is the first argument.</summary>
internal static class CommandLine
{
    /// <summary>The words of the command; none for serving.</summary>
    public static IReadOnlyList<string> WordsOf(string[] args) => [.. args.TakeWhile(argument => !argument.StartsWith('-'))];

    /// <returns>The exit code: 0, or 1 when it could not even start, with the reason on standard error.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build, string[] args)
    {
        try
        {
            // The host looks at settings already while it is built.
            await using var app = build();
            switch (WordsOf(args))
            {
                case []:
                    app.Lifetime.ApplicationStarted.Register(() => StartupBanner.Write(app.Services));
                    await app.RunAsync();
                    break;
                case ["migrate"]:
                    await MigrateAsync(app.Services.GetRequiredService<IDatabase>());
                    break;
                case ["health"]:
                    await HealthCommand.RunAsync(app.Configuration);
                    break;
                case ["sample"]:
                    await RunUseCasesAsync(app.Services, LoadSampleAsync);
                    break;
                case ["orders", "reindex"]:
                    await RunUseCasesAsync(app.Services, ReindexOrdersAsync);
                    break;
                case ["sms", "rotate-keys"]:
                    await RunUseCasesAsync(app.Services, RotateSmsKeysAsync);
                    break;
                case ["keys", "create"]:
                    await RunUseCasesAsync(app.Services, services => KeysCommand.CreateAsync(services.GetRequiredService<IMediator>(), args));
                    break;
                case ["keys", "list"]:
                    await RunUseCasesAsync(app.Services, services => KeysCommand.ListAsync(services.GetRequiredService<IMediator>()));
                    break;
                case ["keys", "revoke", var id]:
                    await RunUseCasesAsync(app.Services, services => KeysCommand.RevokeAsync(services.GetRequiredService<IMediator>(), id));
                    break;
                case var unknown:
                    throw new StartupException(
                        $"There is no command {string.Join(' ', unknown)}. Without a command the program serves; health asks the one that serves whether it is ready, "
                        + "migrate brings the database up to date, sample loads the sample data, orders reindex gives the orders the window and scope of the settings, "
                        + "sms rotate-keys encrypts every SMS message with the current key, "
                        + $"and service keys are made, listed and revoked by {KeysCommand.Usage}.");
            }

            return 0;
        }
        catch (Exception exception) when (IsForTheOperator(exception))
        {
            await Console.Error.WriteLineAsync(exception is InvalidOperationException ? $"{exception.Message} {exception.InnerException!.Message}" : exception.Message);
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

    /// <summary>Runs use cases on a database that is up to date.</summary>
    private static async Task RunUseCasesAsync(IServiceProvider services, Func<IServiceProvider, Task> run)
    {
        services.GetRequiredService<IStartupValidator>().Validate();
        var database = services.GetRequiredService<IDatabase>();
        await database.StartAsync(CancellationToken.None);
        await database.MigrateAsync(CancellationToken.None);
        await using var scope = services.CreateAsyncScope();
        await run(scope.ServiceProvider);
    }

    private static async Task LoadSampleAsync(IServiceProvider services)
    {
        await services.GetRequiredService<IOrderSlots>().PrepareAsync(CancellationToken.None);
        await SampleData.LoadAsync(services.GetRequiredService<IMediator>());
    }

    private static async Task ReindexOrdersAsync(IServiceProvider services)
    {
        var report = (await services.GetRequiredService<IMediator>().Send(new ReindexOrders())).Value;
        var settings = $"Orders:Window={report.Window.Length:c} and Orders:WindowScope={report.Window.Scope}";
        if (report.Clashes.Count > 0)
        {
            var clashes = report.Clashes.Select(clash => $"{Environment.NewLine}  {clash.ScopeKey}: {Say(clash.First)} and {Say(clash.Second)}");
            throw new StartupException($"Nothing was changed: with {settings} these orders would lie too close.{string.Concat(clashes)}");
        }

        Console.WriteLine($"All orders ({report.Orders}) keep {settings}.");

        static string Say(TakenTime order) => string.Create(CultureInfo.InvariantCulture, $"{order.OrderId} at {order.Datetime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");
    }

    private static async Task RotateSmsKeysAsync(IServiceProvider services)
    {
        var rotated = (await services.GetRequiredService<IMediator>().Send(new RotateSmsKeys())).Value;
        if (rotated.Unreadable.Count > 0)
        {
            throw new StartupException(
                $"{rotated.Messages} SMS messages were encrypted anew. These cannot be decrypted, and were left as they are:"
                + string.Concat(rotated.Unreadable.Select(id => $"{Environment.NewLine}  {id}")));
        }

        Console.WriteLine($"All SMS messages are encrypted with the current key; {rotated.Messages} were not.");
    }

    /// <summary>Whether the message alone says what to mend: a setting or an address that is wrong, or taken. Anything else is a bug, and shows where it is.</summary>
    private static bool IsForTheOperator(Exception exception) => exception
        is StartupException or OptionsValidationException or FormatException or IOException { InnerException: AddressInUseException }
        or InvalidOperationException { InnerException: FormatException or ArgumentException, Source: "Microsoft.Extensions.Configuration.Binder" };
}
