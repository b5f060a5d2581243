using System.CommandLine;
using Concierge.Api.Hosting;
using Concierge.Application;
using Concierge.Application.Sms;
using MediatR;

namespace Concierge.Api.Sms;

/// <summary>Encrypts every stored SMS message with the current key.</summary>
internal static class RotateSmsKeysCommand
{
    public static Command Create(CommandHost host)
    {
        var rotate = new Command("rotate-keys", "Encrypts every stored SMS message with the current key.");
        rotate.SetAction((_, cancellationToken) =>
            host.RunUseCasesAsync(services => RunAsync(services.GetRequiredService<IMediator>(), cancellationToken), cancellationToken));
        return new Command("sms", "Manages SMS messages.") { rotate };
    }

    /// <exception cref="StartupException">Messages cannot be decrypted; the message lists them.</exception>
    private static async Task RunAsync(IMediator mediator, CancellationToken cancellationToken)
    {
        var rotated = (await mediator.Send(new RotateSmsKeys(), cancellationToken)).Value;
        if (rotated.Unreadable.Count > 0)
        {
            throw new StartupException(
                $"{rotated.Messages} SMS messages were encrypted with the current key. These could not be decrypted and were not changed:"
                + string.Concat(rotated.Unreadable.Select(id => $"{Environment.NewLine}  {id}")));
        }

        Console.WriteLine($"All SMS messages are encrypted with the current key; {rotated.Messages} were not.");
    }
}
