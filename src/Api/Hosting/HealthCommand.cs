using System.CommandLine;
using System.Globalization;
using System.Net.Security;
using Concierge.Application;

namespace Concierge.Api.Hosting;

/// <summary>
/// Requests the readiness of the program that serves on this machine with the same settings. Container health checks run it every 30
/// seconds, so it builds nothing of the program.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    public static Command Create(CommandHost host)
    {
        var command = new Command("health", "Asks the running program on this machine whether it is ready.");
        command.SetAction((_, cancellationToken) => RunAsync(host.Settings, cancellationToken));
        return command;
    }

    /// <exception cref="StartupException">The program is not ready, or does not answer.</exception>
    private static async Task RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var address = ListenAddresses.OnThisMachine(configuration) ?? throw new StartupException(
            $"No address can be asked: {string.Join(", ", ListenAddresses.Of(configuration))}. "
            + "It must be http:// or https:// with a fixed port.");
        var ready = new Uri(address, "health/ready");
        using var client = new HttpClient(CreateHandler(address)) { Timeout = Timeout };
        try
        {
            using var response = await client.GetAsync(ready, cancellationToken);
            var outcome = string.Create(CultureInfo.InvariantCulture, $"{ready} answers {(int)response.StatusCode}.");
            if (!response.IsSuccessStatusCode)
            {
                throw new StartupException(outcome);
            }

            Console.WriteLine(outcome);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new StartupException($"{ready} does not answer: {exception.Message}");
        }
    }

    private static SocketsHttpHandler CreateHandler(Uri address) => new()
    {
        // On a proxy, a loopback address means another machine.
        UseProxy = false,

        // A certificate names the public host, not the loopback address.
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || address.IsLoopback },
    };
}
