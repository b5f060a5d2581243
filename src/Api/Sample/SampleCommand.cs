using System.CommandLine;
using Concierge.Api.Hosting;
using Concierge.Application;
using Concierge.Application.Orders;
using Concierge.Application.Services;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using MediatR;

namespace Concierge.Api.Sample;

/// <summary>
/// Loads sample data: three services with one order each, all at the same instant, and <see cref="SamplePeople"/> and
/// <see cref="SampleWeek"/>, so that the console has something to show.
/// </summary>
internal static class SampleCommand
{
    private const string Instant = "2022-11-01T11:11:11.111Z";

    private const decimal Fee = 100;

    private static readonly (string Id, string Name)[] Services = [("123", "Inspection"), ("789", "Testing"), ("456", "Analysis")];

    private static readonly (string Id, string Service)[] Orders = [("223", "123"), ("224", "789"), ("225", "456")];

    public static Command Create(CommandHost host)
    {
        var command = new Command("sample", "Loads sample services, orders, users, messages and SMS. Safe to repeat.");
        command.SetAction(
            (_, cancellationToken) => host.RunUseCasesAsync(services => LoadAsync(services, cancellationToken), cancellationToken));
        return command;
    }

    /// <summary>Says what was added, or that it is there already.</summary>
    /// <exception cref="StartupException">It cannot be added.</exception>
    public static void Report(string what, IReadOnlyList<Error> errors, Error exists) => Console.WriteLine(errors switch
    {
        [] => $"Added {what}.",
        [var error] when error == exists => $"There is {what} already.",
        [var error, ..] => throw new StartupException($"Could not add {what}: {error.Code}. {error.Details?.Description ?? error.Message}"),
    });

    private static async Task LoadAsync(IServiceProvider provider, CancellationToken cancellationToken)
    {
        await provider.GetRequiredService<IOrderSlots>().PrepareAsync(cancellationToken);
        var mediator = provider.GetRequiredService<IMediator>();
        foreach (var (id, name) in Services)
        {
            Report(
                $"service {id} ({name})",
                (await mediator.Send(new CreateService(id, name), cancellationToken)).Errors, ServiceErrors.Exists);
        }

        foreach (var (id, service) in Orders)
        {
            var order = new CreateOrder(id, new(Instant, Fee, [service], null));
            Report($"order {id} at {Instant}", (await mediator.Send(order, cancellationToken)).Errors, OrderErrors.Exists);
        }

        await SamplePeople.LoadAsync(mediator, cancellationToken);
        await SampleWeek.LoadAsync(provider, mediator, cancellationToken);
    }
}
