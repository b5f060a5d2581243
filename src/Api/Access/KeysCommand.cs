using System.Globalization;
using Concierge.Application;
using Concierge.Application.Access;
using Concierge.Application.Paging;
using Concierge.Domain.Common;
using MediatR;

namespace Concierge.Api.Access;

/// <summary>Makes, lists and revokes service keys for an operator, who has the database and needs no key.</summary>
internal static class KeysCommand
{
    public const string Usage = "keys create --name <whose> --scopes <scope,...>, keys list, keys revoke <id>";

    /// <summary>The secret goes to standard output alone, so that a script can take it from there; what people want to know goes to standard error.</summary>
    public static async Task CreateAsync(IMediator mediator, string[] args)
    {
        var options = new ConfigurationBuilder().AddCommandLine(args).Build();
        var scopes = options["scopes"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var key = Take(await mediator.Send(new CreateServiceKey(options["name"], scopes)));
        await Console.Error.WriteLineAsync($"Service key {key.Id} ({key.Name}) with the scopes {string.Join(", ", key.Scopes)}. It is told this once:");
        Console.WriteLine(key.Key);
    }

    public static async Task ListAsync(IMediator mediator)
    {
        for (string? cursor = null; ;)
        {
            var page = Take(await mediator.Send(new ListServiceKeys(Page.MaxLimit, cursor)));
            foreach (var key in page.Items)
            {
                Console.WriteLine(
                    $"{key.Id}  {(key.RevokedAt is { } revoked ? $"revoked {Say(revoked)}" : "good")}  made {Say(key.CreatedAt)}  "
                    + $"{(key.LastUsedAt is { } used ? $"last used {Say(used)}" : "never used")}  {string.Join(',', key.Scopes)}  {key.Name}");
            }

            if ((cursor = page.NextCursor) is null)
            {
                return;
            }
        }
    }

    public static async Task RevokeAsync(IMediator mediator, string id)
    {
        if (await mediator.Send(new RevokeServiceKey(id)) is { IsSuccess: false } refusal)
        {
            throw Refused(refusal.Errors);
        }

        Console.WriteLine($"Service key {id} is revoked.");
    }

    private static T Take<T>(Result<T> outcome) where T : notnull => outcome.IsSuccess ? outcome.Value : throw Refused(outcome.Errors);

    private static StartupException Refused(IReadOnlyList<Error> errors) =>
        new($"{string.Join(' ', errors.Select(error => error.Pointer is { } pointer ? $"--{pointer.Split('/')[1]}: {error.Message}" : error.Message))} Usage: {Usage}");

    private static string Say(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
