using Concierge.Application;
using Concierge.Application.Orders;
using Concierge.Application.Services;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using MediatR;

namespace Concierge.Api.Orders;

/// <summary>Three services, each with an order at one and the same instant.</summary>
internal static class SampleData
{
    private const string Instant = "2022-11-01T11:11:11.111Z";

    private const decimal Fee = 100;

    private static readonly (string Id, string Name)[] Services = [("123", "Inspection"), ("789", "Testing"), ("456", "Analysis")];

    private static readonly (string Id, string Service)[] Orders = [("223", "123"), ("224", "789"), ("225", "456")];

    /// <summary>Loads what is not there yet, as a client would, and says what it did.</summary>
    /// <exception cref="StartupException">Something else is in the way.</exception>
    public static async Task LoadAsync(IMediator mediator)
    {
        foreach (var (id, name) in Services)
        {
            Say($"service {id} ({name})", (await mediator.Send(new CreateService(id, name))).Errors, ServiceErrors.Exists);
        }

        foreach (var (id, service) in Orders)
        {
            Say($"order {id} at {Instant}", (await mediator.Send(new CreateOrder(id, new(Instant, Fee, [service])))).Errors, OrderErrors.Exists);
        }
    }

    private static void Say(string what, IReadOnlyList<Error> errors, Error exists) => Console.WriteLine(errors switch
    {
        [] => $"Added {what}.",
        [var error] when error == exists => $"There is {what} already.",
        [var error, ..] => throw new StartupException($"Could not add {what}: {error.Code}. {error.Details?.Description ?? error.Message}"),
    });
}
