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

/// <summary>Creates, lists, rotates and revokes service keys. The operator has access to the database and needs no key.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandHost host) =>
        new("keys", "Manages service keys.") { CreateKey(host), ListKeys(host), RotateKey(host), RevokeKey(host) };

    private static Command CreateKey(CommandHost host)
    {
        var name = new Option<string>("--name")
        {
            Description = "Name of the backend that uses the key. All keys with one name are one backend.",
            Required = true,
        };
        var scopes =
            new Option<string>("--scopes") { Description = $"Comma-separated scopes: {string.Join(", ", Scopes.All)}.", Required = true };
        var expiresAt = new Option<string?>("--expires-at") { Description = "Expiry, such as 2027-11-21T09:30:00Z. Without it, none." };
        var ifNone = new Option<bool>("--if-none") { Description = "Creates the key only if no key is active." };
        var command = new Command("create", "Creates a service key and prints its secret to standard output.")
        {
            name, scopes, expiresAt, ifNone,
        };
        command.SetAction((parsed, cancellationToken) => host.RunUseCasesAsync(
            async services =>
            {
                var keys = services.GetRequiredService<IServiceKeyReader>();
                if (parsed.GetValue(ifNone) && await keys.HasAnyGoodAsync(cancellationToken))
                {
                    await Console.Error.WriteLineAsync("A service key is active; no key was created.");
                    return;
                }

                await IssueAsync(
                    services.GetRequiredService<IMediator>(),
                    new CreateServiceKey(parsed.GetValue(name), SplitScopes(parsed.GetValue(scopes)!), parsed.GetValue(expiresAt)),
                    cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static Command RotateKey(CommandHost host)
    {
        var id = new Argument<string>("id") { Description = "Id of the service key." };
        var overlap = new Option<long?>("--overlap")
        {
            Description = "Time for which both keys are accepted, in seconds; a day by default.",
        };
        var command = new Command("rotate", "Replaces a service key and prints the new secret to standard output.") { id, overlap };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            host,
            mediator => IssueAsync(
                mediator, new RotateServiceKey(parsed.GetValue(id)!, parsed.GetValue(overlap)), cancellationToken),
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
        var lastAdmin = new Option<bool>("--last-admin")
        {
            Description = "Also revokes the last key with the scope admin that does not expire.",
        };
        var command = new Command("revoke", "Revokes a service key for good.") { id, lastAdmin };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            host,
            mediator => RevokeAsync(
                mediator, new RevokeServiceKey(parsed.GetValue(id)!, parsed.GetValue(lastAdmin)), cancellationToken),
            cancellationToken));
        return command;
    }

    private static Task RunAsync(CommandHost host, Func<IMediator, Task> run, CancellationToken cancellationToken) =>
        host.RunUseCasesAsync(services => run(services.GetRequiredService<IMediator>()), cancellationToken);

    /// <summary>Prints only the secret to standard output, so that a script can read it, and the rest to standard error.</summary>
    private static async Task IssueAsync(
        IMediator mediator, IRequest<Result<IssuedServiceKeyDto>> command, CancellationToken cancellationToken)
    {
        var key = ValueOf(await mediator.Send(command, cancellationToken));
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
                    $"{key.Id}  {StatusOf(key)}  made {Format(key.CreatedAt)}  "
                    + (key.LastUsedAt is { } used ? $"last used {Format(used)}" : "never used")
                    + $"  {string.Join(',', key.Scopes)}  {OnOneLine(key.Name)}");
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private static string StatusOf(ServiceKeyDto key) =>
        key.RevokedAt is { } revoked ? $"revoked {Format(revoked)}"
        : key.ExpiresAt is { } expiry ? $"expires {Format(expiry)}"
        : "good";

    /// <summary>Replaces control characters, which names of earlier versions can contain and which could forge lines.</summary>
    private static string OnOneLine(string name) => string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter));

    private static string[] SplitScopes(string scopes) =>
        scopes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static async Task RevokeAsync(IMediator mediator, RevokeServiceKey command, CancellationToken cancellationToken)
    {
        if (await mediator.Send(command, cancellationToken) is { IsSuccess: false } failure)
        {
            throw ToException(failure.Errors);
        }

        Console.WriteLine($"Service key {command.Id} is revoked.");
    }

    private static T ValueOf<T>(Result<T> result) where T : notnull => result.IsSuccess ? result.Value : throw ToException(result.Errors);

    private static StartupException ToException(IReadOnlyList<Error> errors) => new(string.Join(' ', errors.Select(Describe)));

    /// <summary>Names the option whose value is wrong.</summary>
    private static string Describe(Error error) => error.Pointer is { } pointer
        ? $"--{pointer.Split('/')[1].Replace('_', '-')}: {error.Message}"
        : error.Message;

    private static string Format(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
