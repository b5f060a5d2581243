using System.CommandLine;
using System.Globalization;
using Concierge.Api.Hosting;
using Concierge.Application;
using Concierge.Application.Access;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using MediatR;

namespace Concierge.Api.Access;

/// <summary>Creates, lists and revokes service keys. The operator has access to the database and needs no key.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandHost host) =>
        new("keys", "Manages service keys.") { CreateKey(host), ListKeys(host), RevokeKey(host) };

    private static Command CreateKey(CommandHost host)
    {
        var name = new Option<string>("--name") { Description = "Name of the client that uses the key.", Required = true };
        var scopes =
            new Option<string>("--scopes") { Description = $"Comma-separated scopes: {string.Join(", ", Scopes.All)}.", Required = true };
        var command = new Command("create", "Creates a service key and prints its secret to standard output.") { name, scopes };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            host, mediator => CreateAsync(mediator, parsed.GetValue(name), parsed.GetValue(scopes)!, cancellationToken),
            cancellationToken));
        return command;
    }

    private static Command ListKeys(CommandHost host)
    {
        var command = new Command("list", "Lists service keys, revoked ones included.");
        command.SetAction((_, cancellationToken) => RunAsync(host, mediator => ListAsync(mediator, cancellationToken), cancellationToken));
        return command;
    }

    private static Command RevokeKey(CommandHost host)
    {
        var id = new Argument<string>("id") { Description = "Id of the service key." };
        var command = new Command("revoke", "Revokes a service key for good.") { id };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(host, mediator => RevokeAsync(mediator, parsed.GetValue(id)!, cancellationToken), cancellationToken));
        return command;
    }

    private static Task RunAsync(CommandHost host, Func<IMediator, Task> run, CancellationToken cancellationToken) =>
        host.RunUseCasesAsync(services => run(services.GetRequiredService<IMediator>()), cancellationToken);

    /// <summary>Prints only the secret to standard output, so that a script can read it, and the rest to standard error.</summary>
    private static async Task CreateAsync(IMediator mediator, string? name, string scopes, CancellationToken cancellationToken)
    {
        var names = scopes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var key = ValueOf(await mediator.Send(new CreateServiceKey(name, names), cancellationToken));
        await Console.Error.WriteLineAsync(
            $"Service key {key.Id} ({key.Name}) with the scopes {string.Join(", ", key.Scopes)}. The secret is shown only once:");
        Console.WriteLine(key.Key);
    }

    private static async Task ListAsync(IMediator mediator, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = ValueOf(await mediator.Send(new ListServiceKeys(Page.MaxLimit, cursor), cancellationToken));
            foreach (var key in page.Items)
            {
                Console.WriteLine(
                    $"{key.Id}  {(key.RevokedAt is { } revoked ? $"revoked {Format(revoked)}" : "good")}  made {Format(key.CreatedAt)}  "
                    + (key.LastUsedAt is { } used ? $"last used {Format(used)}" : "never used")
                    + $"  {string.Join(',', key.Scopes)}  {key.Name}");
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private static async Task RevokeAsync(IMediator mediator, string id, CancellationToken cancellationToken)
    {
        if (await mediator.Send(new RevokeServiceKey(id), cancellationToken) is { IsSuccess: false } failure)
        {
            throw ToException(failure.Errors);
        }

        Console.WriteLine($"Service key {id} is revoked.");
    }

    private static T ValueOf<T>(Result<T> result) where T : notnull => result.IsSuccess ? result.Value : throw ToException(result.Errors);

    private static StartupException ToException(IReadOnlyList<Error> errors) =>
        new(
            string.Join(
                ' ', errors.Select(error => error.Pointer is { } pointer ? $"--{pointer.Split('/')[1]}: {error.Message}" : error.Message)));

    private static string Format(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
