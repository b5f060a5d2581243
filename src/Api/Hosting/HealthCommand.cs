using System.Globalization;
using Concierge.Application;

namespace Concierge.Api.Hosting;

/// <summary>Asks the program that serves on this machine, with the same settings, whether it is ready: the health check of containers, which hold no other client.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <exception cref="StartupException">It is not ready, or does not answer.</exception>
    public static async Task RunAsync(IConfiguration configuration)
    {
        var ready = new Uri(ListenAddresses.OnThisMachine(configuration), "health/ready");

        // A proxy of the environment is on another machine, where this address means that machine.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(ready);
            var said = string.Create(CultureInfo.InvariantCulture, $"{ready} answers {(int)answer.StatusCode}.");
            if (!answer.IsSuccessStatusCode)
            {
                throw new StartupException(said);
            }

            Console.WriteLine(said);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            throw new StartupException($"{ready} does not answer: {exception.Message}");
        }
    }
}
