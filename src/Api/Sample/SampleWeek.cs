using System.Globalization;
using Concierge.Application;
using Concierge.Application.Orders;
using Concierge.Application.Sms;
using Concierge.Domain.Orders;
using MediatR;

namespace Concierge.Api.Sample;

/// <summary>Orders of the coming week, and SMS messages that come to different statuses.</summary>
internal static class SampleWeek
{
    /// <summary>The gateway that sends nothing. The last digits of a number choose what becomes of a message.</summary>
    private const string Sandbox = "Sandbox";

    /// <summary>Number of the first message. If one was sent to it, the messages are there already.</summary>
    private const string FirstPhone = "5555550001";

    private static readonly (string Id, int Day, int Hour, decimal Fee, string[] Services)[] Orders =
    [
        ("week-1", 1, 8, 100, ["123"]),
        ("week-2", 1, 13, 49.95m, ["789"]),
        ("week-3", 2, 9, 150, ["123", "456"]),
        ("week-4", 3, 8, 100, ["123"]),
        ("week-5", 3, 14, 80, ["456"]),
        ("week-6", 5, 10, 49.95m, ["789"]),
    ];

    private static readonly (string Phone, string Text)[] Texts =
    [
        (FirstPhone, "Your inspection is on Thursday at 8:00."),
        ("5555550002", "Your testing is tomorrow at 13:00."),
        ("5555550003", "Your report is ready."),
        ("5555550004", "Please call us about your order."),
    ];

    /// <exception cref="StartupException">Something cannot be added.</exception>
    public static async Task LoadAsync(IServiceProvider provider, IMediator mediator, CancellationToken cancellationToken)
    {
        var today = provider.GetRequiredService<TimeProvider>().GetUtcNow().Date;
        foreach (var order in Orders)
        {
            var at = Text(today.AddDays(order.Day).AddHours(order.Hour));
            var booked = await mediator.Send(
                new CreateOrder(order.Id, new(at, order.Fee, order.Services, null)), cancellationToken);
            if (booked.Errors is [var error] && error == OrderErrors.Conflict)
            {
                Console.WriteLine($"Left out order {order.Id}: another order holds its time.");
            }
            else
            {
                SampleCommand.Report($"order {order.Id}", booked.Errors, OrderErrors.Exists);
            }
        }

        if (provider.GetRequiredService<ISmsGateway>().Name == Sandbox)
        {
            await AddTextsAsync(provider, mediator, Text(today.AddDays(2).AddHours(9)), cancellationToken);
        }
        else
        {
            Console.WriteLine($"Left out the SMS messages: Sms:Gateway is not {Sandbox}, and would send them.");
        }
    }

    private static async Task AddTextsAsync(
        IServiceProvider provider, IMediator mediator, string later, CancellationToken cancellationToken)
    {
        try
        {
            await provider.GetRequiredService<ISmsKeys>().PrepareAsync(cancellationToken);
            var earlier = await mediator.Send(
                new ListSms("desc", Status: null, FirstPhone, 1, Cursor: null), cancellationToken);
            if (earlier.Value.Items.Count > 0)
            {
                Console.WriteLine("There is a set of SMS messages already.");
                return;
            }

            foreach (var (phone, text) in Texts)
            {
                await QueueAsync(mediator, phone, text, sendAt: null, cancellationToken);
            }

            await QueueAsync(mediator, FirstPhone, "Reminder: your analysis is today at 9:00.", later, cancellationToken);
            var canceled = await QueueAsync(mediator, FirstPhone, "This message was canceled in time.", later, cancellationToken);
            await mediator.Send(new CancelSms(canceled), cancellationToken);
            Console.WriteLine("Added a set of SMS messages.");
        }
        catch (StartupException exception)
        {
            // An external database without keys: SMS messages cannot be encrypted.
            Console.WriteLine($"Left out the SMS messages: {exception.Message}");
        }
    }

    private static async Task<string> QueueAsync(
        IMediator mediator, string phone, string text, string? sendAt, CancellationToken cancellationToken)
    {
        var queued = await mediator.Send(new QueueSms(phone, text, sendAt, TimeToLive: null, Metadata: null), cancellationToken);
        return queued.IsSuccess
            ? queued.Value.MessageId.ToString()
            : throw new StartupException($"{queued.Errors[0].Code}. {queued.Errors[0].Message}");
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
