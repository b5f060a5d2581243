using System.CommandLine;
using System.Globalization;
using Concierge.Api.Hosting;
using Concierge.Application;
using Concierge.Application.Orders;
using MediatR;

namespace Concierge.Api.Orders;

/// <summary>Moves the stored orders to the window and the scope of the settings.</summary>
internal static class ReindexCommand
{
    public static Command Create(CommandHost host)
    {
        var reindex = new Command(
            "reindex", "Moves the stored orders to the window and scope of the settings. Changes nothing if orders conflict.");
        reindex.SetAction((_, cancellationToken) =>
            host.RunUseCasesAsync(services => RunAsync(services.GetRequiredService<IMediator>(), cancellationToken), cancellationToken));
        return new Command("orders", "Manages orders.") { reindex };
    }

    /// <exception cref="StartupException">Orders conflict; the message lists them.</exception>
    private static async Task RunAsync(IMediator mediator, CancellationToken cancellationToken)
    {
        var report = (await mediator.Send(new ReindexOrders(), cancellationToken)).Value;
        var settings = $"Orders:Window={report.Window.Length:c} and Orders:WindowScope={report.Window.Scope}";
        if (report.Clashes.Count > 0)
        {
            var clashes = report.Clashes.Select(
                clash => $"{Environment.NewLine}  {clash.ScopeKey}: {Describe(clash.First)} and {Describe(clash.Second)}");
            throw new StartupException($"Nothing was changed: with {settings} these orders would lie too close.{string.Concat(clashes)}");
        }

        Console.WriteLine($"All orders ({report.Orders}) keep {settings}.");
    }

    private static string Describe(TakenTime order) =>
        string.Create(CultureInfo.InvariantCulture, $"{order.OrderId} at {order.Datetime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");
}
