using System.CommandLine;
using Concierge.Api.Hosting;
using Concierge.Application.Events;
using MediatR;

namespace Concierge.Api.Events;

/// <summary>Begins a new epoch of the feed: the last step of every restore.</summary>
internal static class NewEpochCommand
{
    public static Command Create(CommandHost host)
    {
        var renew = new Command("new-epoch", "Begins a new epoch of the feed. Do this after every restore of the database.");
        renew.SetAction((_, cancellationToken) =>
            host.RunUseCasesAsync(services => RunAsync(services.GetRequiredService<IMediator>(), cancellationToken), cancellationToken));
        return new Command("events", "Manages the feed.") { renew };
    }

    private static async Task RunAsync(IMediator mediator, CancellationToken cancellationToken)
    {
        var start = (await mediator.Send(new BeginEpoch(), cancellationToken)).Value;
        Console.WriteLine($"The feed begins epoch {start.Epoch} after position {start.Position}.");
    }
}
