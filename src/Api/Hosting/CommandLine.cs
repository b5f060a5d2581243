using System.CommandLine;
using Concierge.Application;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>Parses the command line and runs the command. Without a command the program serves.</summary>
internal static class CommandLine
{
    private const string Description = """
        Concierge: users, private messages, SMS and service orders behind one REST API. Without a command it serves.

        Settings are given as --Section:Key=value, --Section:Key value, or environment variables (Section__Key=value),
        for serving and for every command.
        """;

    /// <summary>Time that a command has to stop after SIGINT or SIGTERM.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    /// <param name="args">The arguments of the program.</param>
    /// <param name="build">Builds the program from its settings. The second argument says whether it runs a command.</param>
    /// <param name="features">Makes the commands of the features.</param>
    /// <returns>The exit code: 0, or 1 with the reason on standard error.</returns>
    public static async Task<int> RunAsync(
        string[] args, Func<string[], bool, WebApplication> build, Func<CommandHost, IEnumerable<Command>> features)
    {
        string[] settings = [];
        var host = new CommandHost(isCommand => build(settings, isCommand), () => HostingSetup.CreateBuilder(settings).Configuration);
        var root = new RootCommand(Description) { HealthCommand.Create(host), MigrateCommand.Create(host) };
        foreach (var command in features(host))
        {
            root.Add(command);
        }

        root.SetAction((_, _) => host.ServeAsync());
        (var words, settings) = Split(root, args is ["help", .. var path] ? [.. path, "--help"] : args);
        var parsed = root.Parse(words, new() { ResponseFileTokenReplacer = null });
        try
        {
            return await parsed.InvokeAsync(new()
            {
                EnableDefaultExceptionHandler = false,

                // The web host handles signals itself.
                ProcessTerminationTimeout = parsed.CommandResult.Command == root ? null : TerminationTimeout,

                // Help that follows an error belongs to the error.
                Output = parsed.Errors.Count > 0 ? Console.Error : Console.Out,
            });
        }
        catch (Exception exception) when (IsForTheOperator(exception))
        {
            await Console.Error.WriteLineAsync(
                exception is InvalidOperationException ? $"{exception.Message} {exception.InnerException!.Message}" : exception.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Cancelled.");
            return 1;
        }
    }

    /// <summary>
    /// Separates settings from commands and their options. A setting is any option that no command defines, with its value.
    /// </summary>
    private static (string[] Words, string[] Settings) Split(Command root, string[] args)
    {
        var options = OptionNames(root).ToHashSet();
        List<string> words = [], settings = [];
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith('-') || options.Contains(args[i].Split('=')[0]))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Length && !args[i + 1].StartsWith('-'))
            {
                settings.Add(args[++i]);
            }
        }

        return ([.. words], [.. settings]);
    }

    private static IEnumerable<string> OptionNames(Command command) =>
        command.Options.SelectMany(option => option.Aliases.Append(option.Name)).Concat(command.Subcommands.SelectMany(OptionNames));

    /// <summary>
    /// Whether the message alone tells the operator what to change: a wrong setting, or an address that is in use. Anything else is a bug.
    /// </summary>
    private static bool IsForTheOperator(Exception exception) => exception
        is StartupException or OptionsValidationException or FormatException or IOException { InnerException: AddressInUseException }
        or InvalidOperationException
        {
            InnerException: FormatException or ArgumentException, Source: "Microsoft.Extensions.Configuration.Binder",
        };
}
